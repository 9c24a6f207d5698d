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

	"github.com/jackc/pgx/v5"

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
	mux.HandleFunc("/{$}", guarded(front))
	server := &http.Server{Handler: mux}
	if err := standin.Serve(server, func() error { return server.Serve(listener) }); err != nil && err != http.ErrServerClosed {
		return err
	}
	return nil
}

// guarded reads config.php on each request, refuses untrusted names with 400, and calls on the database and the cache: where one does
// not answer, Nextcloud answers 500.
func guarded(next func(http.ResponseWriter, *http.Request, config, cacheState)) http.HandlerFunc {
	return func(response http.ResponseWriter, request *http.Request) {
		all, err := readConfig()
		if err != nil {
			fail(response, err)
			return
		}
		if !all.Installed {
			next(response, request, all, cacheState{})
			return
		}
		if !all.trusts(request.Host) {
			http.Error(response, "Access through untrusted domain", http.StatusBadRequest)
			return
		}
		cache, err := useCache(request.Context())
		if err != nil {
			fail(response, fmt.Errorf("redis: %w", err))
			return
		}
		if err := database.With(all.database(), countRequest); err != nil {
			fail(response, err)
			return
		}
		next(response, request, all, cache)
	}
}

func countRequest(ctx context.Context, connection *pgx.Conn) error {
	_, err := connection.Exec(ctx, "insert into oc_requests default values")
	return err
}

func fail(response http.ResponseWriter, err error) {
	fmt.Fprintf(os.Stderr, "%v\n", err)
	http.Error(response, "Internal Server Error", http.StatusInternalServerError)
}

func status(response http.ResponseWriter, _ *http.Request, all config, _ cacheState) {
	standin.JSON(response, http.StatusOK, map[string]any{"installed": all.Installed, "maintenance": all.Maintenance, "needsDbUpgrade": false,
		"version": all.Version, "versionstring": all.Version, "edition": "", "productname": "Nextcloud", "extendedSupport": false})
}

// publicAddress is what links are made of: OVERWRITECLIURL for the command line, host and protocol overwritten for pages.
func publicAddress(request *http.Request) string {
	protocol, host := os.Getenv("OVERWRITEPROTOCOL"), os.Getenv("OVERWRITEHOST")
	if protocol == "" {
		protocol = "http"
	}
	if host == "" {
		host = request.Host
	}
	return protocol + "://" + host + strings.TrimSuffix(os.Getenv("OVERWRITEWEBROOT"), "/") + "/"
}

func front(response http.ResponseWriter, request *http.Request, all config, _ cacheState) {
	if !all.Installed {
		fmt.Fprintln(response, "<!doctype html><title>Nextcloud setup</title>")
		return
	}
	if all.Maintenance {
		http.Error(response, "System in maintenance mode", http.StatusServiceUnavailable)
		return
	}
	response.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(response, "<!doctype html><title>Nextcloud</title><a href=%q>Log in</a>\n", publicAddress(request)+"login")
}

// evidence reports what the stand-in saw by its own queries.
func evidence(response http.ResponseWriter, request *http.Request, all config, cache cacheState) {
	if !all.Installed {
		fail(response, errors.New("Nextcloud is not installed"))
		return
	}
	var user, name, server string
	var users, requests int
	var cron heartbeat
	err := database.With(all.database(), func(ctx context.Context, connection *pgx.Conn) error {
		return connection.QueryRow(ctx, `select current_user, current_database(), current_setting('server_version'),
			(select count(*) from oc_users), (select count(*) from oc_requests),
			coalesce((select configvalue from oc_appconfig where configkey = 'lastcron'), ''),
			coalesce((select configvalue from oc_appconfig where configkey = 'lastcronredis'), '')`).
			Scan(&user, &name, &server, &users, &requests, &cron.Database, &cron.Redis)
	})
	if err != nil {
		fail(response, err)
		return
	}
	if content, err := os.ReadFile(all.DataDirectory + "/cron.heartbeat"); err == nil {
		cron.File = strings.TrimSpace(string(content))
	}
	standin.JSON(response, http.StatusOK, map[string]any{
		"at":       time.Now().UTC().Format(time.RFC3339),
		"uid":      os.Getuid(),
		"address":  publicAddress(request),
		"cliUrl":   os.Getenv("OVERWRITECLIURL"),
		"trusted":  all.TrustedDomains,
		"database": map[string]any{"user": user, "name": name, "version": server, "users": users, "requests": requests},
		"redis":    cache,
		"cron":     cron,
	})
}
