package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"homelab-stacks/standins/internal/database"
	"homelab-stacks/standins/internal/standin"
)

// serve is apache2-foreground: the port is bound as root, requests are answered as www-data.
func serve() error {
	listener, err := net.Listen("tcp", ":80")
	if err != nil {
		return err
	}
	if err := standin.StepDown(wwwData, wwwData); err != nil {
		return fmt.Errorf("apache2: cannot become www-data: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/status.php", guarded(status))
	mux.HandleFunc("/standin", guarded(evidence))
	for _, path := range []string{"/{$}", "/login", "/index.php/login"} {
		mux.HandleFunc(path, guarded(front))
	}
	server := &http.Server{Handler: mux}
	if err := standin.Serve(server, func() error { return server.Serve(listener) }); err != nil && err != http.ErrServerClosed {
		return err
	}
	return nil
}

// guarded reads the configuration on each request, refuses untrusted names with 400, and calls on the database: where it does not
// answer, Nextcloud answers 500.
func guarded(next func(http.ResponseWriter, *http.Request, config)) http.HandlerFunc {
	return func(response http.ResponseWriter, request *http.Request) {
		all, err := readConfig()
		if err != nil {
			fail(response, err)
			return
		}
		if !all.flag("installed") {
			next(response, request, all)
			return
		}
		if !all.trusts(request.Host) {
			http.Error(response, "Access through untrusted domain", http.StatusBadRequest)
			return
		}
		if err := database.With(all.database(), countRequest); err != nil {
			fail(response, err)
			return
		}
		next(response, request, all)
	}
}

func countRequest(ctx context.Context, connection database.Connection) error {
	return connection.Do(ctx, "insert into oc_requests (at) values (current_timestamp)")
}

func fail(response http.ResponseWriter, err error) {
	fmt.Fprintf(os.Stderr, "%v\n", err)
	http.Error(response, "Internal Server Error", http.StatusInternalServerError)
}

// status answers 200 whatever the state is, and never calls on the cache.
func status(response http.ResponseWriter, _ *http.Request, all config) {
	needed := false
	if all.flag("installed") {
		var err error
		if needed, err = all.needsUpgrade(); err != nil {
			fail(response, err)
			return
		}
	}
	response.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(response, `{"installed":%t,"maintenance":%t,"needsDbUpgrade":%t,"version":%q,"versionstring":%[4]q,"edition":"","productname":"Nextcloud","extendedSupport":false}`,
		all.flag("installed"), all.flag("maintenance"), needed, all.text("version"))
}

// front is the page for those who are not logged in. A session is kept in the cache: without the one it is told to use, it is an error.
func front(response http.ResponseWriter, request *http.Request, all config) {
	if !all.flag("installed") {
		fmt.Fprintln(response, "<!doctype html><title>Nextcloud setup</title>")
		return
	}
	if needed, err := all.needsUpgrade(); all.flag("maintenance") || needed || err != nil {
		http.Error(response, "System in maintenance mode, or an update is needed", http.StatusServiceUnavailable)
		return
	}
	if _, err := all.useCache(request.Context()); err != nil {
		fail(response, fmt.Errorf("redis: %w", err))
		return
	}
	response.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(response, "<!doctype html><title>Nextcloud</title><a href=%q>Log in</a>\n", all.publicAddress(request)+"login")
}

// evidence reports what the stand-in saw by its own queries.
func evidence(response http.ResponseWriter, request *http.Request, all config) {
	if !all.flag("installed") {
		fail(response, errors.New("Nextcloud is not installed"))
		return
	}
	cache, err := all.useCache(request.Context())
	if err != nil {
		fail(response, fmt.Errorf("redis: %w", err))
		return
	}
	var user, name, server string
	var users, requests int
	var cron heartbeat
	var providers []provider
	err = database.With(all.database(), func(ctx context.Context, connection database.Connection) error {
		var err error
		if user, name, server, err = connection.Server(ctx); err != nil {
			return err
		}
		if providers, err = shown(ctx, connection); err != nil {
			return err
		}
		return connection.Row(ctx, `select (select count(*) from oc_users), (select count(*) from oc_requests),
			coalesce((select configvalue from oc_appconfig where configkey = 'lastcron'), ''),
			coalesce((select configvalue from oc_appconfig where configkey = 'lastcronredis'), '')`).
			Scan(&users, &requests, &cron.Database, &cron.Redis)
	})
	if err != nil {
		fail(response, err)
		return
	}
	if content, err := os.ReadFile(all.text("datadirectory") + "/cron.heartbeat"); err == nil {
		cron.File = strings.TrimSpace(string(content))
	}
	standin.JSON(response, http.StatusOK, map[string]any{
		"at":       time.Now().UTC().Format(time.RFC3339),
		"uid":      os.Getuid(),
		"address":  all.publicAddress(request),
		"cliUrl":   all.text("overwrite.cli.url"),
		"trusted":  all.list("trusted_domains"),
		"database": map[string]any{"user": user, "name": name, "version": server, "users": users, "requests": requests},
		"redis":    cache,
		"cron":     cron,
		"signOn":   providers,
	})
}
