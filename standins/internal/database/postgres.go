// Package database connects to PostgreSQL with the credentials a container was given.
package database

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// Settings are what an application's environment says of its database. Host may carry a port; without one it is 5432.
type Settings struct{ Host, Name, User, Password string }

// Connect logs in once. Callers connect for each question they ask, so that an answer always tells the present state.
func Connect(ctx context.Context, settings Settings) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig("sslmode=disable")
	if err != nil {
		return nil, err
	}
	config.Host, config.Port = settings.Host, 5432
	if host, port, err := net.SplitHostPort(settings.Host); err == nil {
		number, err := strconv.ParseUint(port, 10, 16)
		if err != nil {
			return nil, fmt.Errorf("database host %q has a bad port", settings.Host)
		}
		config.Host, config.Port = host, uint16(number)
	}
	config.Database, config.User, config.Password = settings.Name, settings.User, settings.Password
	config.ConnectTimeout = 5 * time.Second
	return pgx.ConnectConfig(ctx, config)
}

// With connects, runs one piece of work and disconnects.
func With(settings Settings, work func(ctx context.Context, connection *pgx.Conn) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	connection, err := Connect(ctx, settings)
	if err != nil {
		return err
	}
	defer connection.Close(ctx)
	return work(ctx, connection)
}
