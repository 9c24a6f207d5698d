// Package database connects to PostgreSQL or MariaDB with the credentials a container was given.
package database

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	_ "github.com/jackc/pgx/v5/stdlib"
)

// Settings are what an application's environment says of its database. Host may carry a port; without one it is the engine's own.
type Settings struct {
	// Engine is "postgres" or "mysql".
	Engine                     string
	Host, Name, User, Password string
}

// Connection runs statements with `?` for each value, whatever the engine.
type Connection struct {
	database *sql.DB
	mysql    bool
}

// With connects, runs one piece of work and disconnects. Callers connect for each question they ask, so that an answer always tells the
// present state.
func With(settings Settings, work func(ctx context.Context, connection Connection) error) error {
	driver, source, err := settings.source()
	if err != nil {
		return err
	}
	opened, err := sql.Open(driver, source)
	if err != nil {
		return err
	}
	defer opened.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return work(ctx, Connection{opened, driver == "mysql"})
}

func (settings Settings) source() (driver, source string, err error) {
	host, port := settings.Host, map[string]string{"postgres": "5432", "mysql": "3306"}[settings.Engine]
	if name, given, err := net.SplitHostPort(settings.Host); err == nil {
		host, port = name, given
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return "", "", fmt.Errorf("database %q at %q: no such engine, or a bad port", settings.Engine, settings.Host)
	}
	if settings.Engine == "mysql" {
		config := mysql.NewConfig()
		config.Net, config.Addr, config.DBName = "tcp", net.JoinHostPort(host, port), settings.Name
		config.User, config.Passwd, config.Timeout = settings.User, settings.Password, 5*time.Second
		return "mysql", config.FormatDSN(), nil
	}
	address := url.URL{
		Scheme: "postgres", User: url.UserPassword(settings.User, settings.Password), Host: net.JoinHostPort(host, port), Path: "/" + settings.Name,
		RawQuery: "sslmode=disable&connect_timeout=5",
	}
	return "pgx", address.String(), nil
}

// Do runs one statement.
func (connection Connection) Do(ctx context.Context, statement string, values ...any) error {
	_, err := connection.database.ExecContext(ctx, connection.numbered(statement), values...)
	return err
}

// Row asks for one row.
func (connection Connection) Row(ctx context.Context, statement string, values ...any) *sql.Row {
	return connection.database.QueryRowContext(ctx, connection.numbered(statement), values...)
}

// Server tells as whom, in which database and by which server it is connected.
func (connection Connection) Server(ctx context.Context) (user, name, version string, err error) {
	question := "select current_user, current_database(), current_setting('server_version')"
	if connection.mysql {
		question = "select substring_index(current_user(), '@', 1), database(), version()"
	}
	err = connection.Row(ctx, question).Scan(&user, &name, &version)
	return user, name, version, err
}

// numbered writes the values' places as PostgreSQL has them. No statement here has a `?` of its own.
func (connection Connection) numbered(statement string) string {
	if connection.mysql {
		return statement
	}
	parts := strings.Split(statement, "?")
	for index := range parts[1:] {
		parts[index] += "$" + strconv.Itoa(index+1)
	}
	return strings.Join(parts, "")
}
