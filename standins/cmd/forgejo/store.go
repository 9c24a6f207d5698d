package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"homelab-stacks/standins/internal/database"
)

const (
	createTable = "create table if not exists standin_start (at timestamp not null default current_timestamp)"
	insertRow   = "insert into standin_start (at) values (current_timestamp)"
)

// report is what a store says of itself, by its own queries.
type report struct {
	Type    string `json:"type"`
	User    string `json:"user"`
	Name    string `json:"name"`
	Version string `json:"version"`
	Starts  int    `json:"starts"`
}

// store keeps a row for each start.
type store interface {
	start() error
	report() (report, error)
}

func openStore(all settings) (store, error) {
	switch kind := all.value("database", "DB_TYPE"); kind {
	case "postgres", "mysql":
		password, err := all.secret("database", "PASSWD")
		return server{Engine: kind, Host: all.value("database", "HOST"), Name: all.value("database", "NAME"), User: all.value("database", "USER"), Password: password}, err
	case "sqlite3":
		return sqlite(all.or("database", "PATH", "/data/gitea/gitea.db")), nil
	default:
		return nil, fmt.Errorf("database type %q: the stand-in has postgres, mysql and sqlite3", kind)
	}
}

// startStore tries ten times, three seconds apart, as DB_RETRIES and DB_RETRY_BACKOFF default to.
func startStore(kept store) error {
	var err error
	for attempt := 1; attempt <= 10; attempt++ {
		if err = kept.start(); err == nil {
			return nil
		}
		fmt.Fprintf(os.Stderr, "ORM engine initialization attempt #%d/10 failed: %v\n", attempt, err)
		time.Sleep(3 * time.Second)
	}
	return err
}

type server database.Settings

func (settings server) start() error {
	return database.With(database.Settings(settings), func(ctx context.Context, connection database.Connection) error {
		return errors.Join(connection.Do(ctx, createTable), connection.Do(ctx, insertRow))
	})
}

func (settings server) report() (report, error) {
	result := report{Type: settings.Engine}
	err := database.With(database.Settings(settings), func(ctx context.Context, connection database.Connection) error {
		var err error
		result.User, result.Name, result.Version, err = connection.Server(ctx)
		return errors.Join(err, connection.Row(ctx, "select count(*) from standin_start").Scan(&result.Starts))
	})
	return result, err
}

// sqlite is the path of the database file; the image has the sqlite3 program.
type sqlite string

func (path sqlite) query(statement string) (string, error) {
	output, err := exec.Command("sqlite3", "-bail", string(path), statement).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %s", path, strings.TrimSpace(string(output)))
	}
	return strings.TrimSpace(string(output)), nil
}

func (path sqlite) start() error {
	_, err := path.query(createTable + ";" + insertRow)
	return err
}

func (path sqlite) report() (report, error) {
	result := report{Type: "sqlite3", Name: string(path)}
	row, err := path.query("select sqlite_version() || ' ' || count(*) from standin_start")
	if err != nil {
		return result, err
	}
	_, err = fmt.Sscanf(row, "%s %d", &result.Version, &result.Starts)
	return result, err
}
