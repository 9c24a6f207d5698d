// Command homepage stands in for ghcr.io/gethomepage/homepage (v2): port, data folder, host validation, config files, PUID and PGID.
package main

import (
	"embed"
	"net/http"
	"os"
	"strconv"
	"syscall"

	"homelab-stacks/standins/internal/standin"
)

//go:embed skeleton
var skeleton embed.FS

func main() {
	standin.Announce("homepage")
	folder := env("HOMEPAGE_CONFIG_DIR", "/app/config")
	if err := takeUser(folder); err != nil {
		standin.Fatal("homepage: cannot become PUID and PGID: %v", err)
	}
	if err := copyMissing(folder); err != nil {
		standin.Fatal("Failed to initialize required config: %v", err)
	}
	port := env("PORT", "3000")
	listener, err := listen("::", port)
	if err != nil {
		standin.Fatal("homepage: %v", err)
	}
	server := &http.Server{Handler: onlyAllowedHosts(port, pages(folder))}
	if err := standin.Serve(server, func() error { return server.Serve(listener) }); err != nil && err != http.ErrServerClosed {
		standin.Fatal("homepage: %v", err)
	}
}

// takeUser chowns the config folder and steps down, when PUID and PGID ask for it and the process is root.
func takeUser(folder string) error {
	uid, gid := os.Getenv("PUID"), os.Getenv("PGID")
	if uid == "" || gid == "" || os.Getuid() != 0 {
		return nil
	}
	user, err := strconv.Atoi(uid)
	if err != nil {
		return err
	}
	group, err := strconv.Atoi(gid)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	// A file mounted read-only keeps its owner; homepage warns and goes on.
	if err := standin.ChownAll(folder, user, group); err != nil && !isReadOnly(err) {
		return err
	}
	return standin.StepDown(user, group)
}

func isReadOnly(err error) bool {
	cause, ok := err.(*os.PathError)
	return ok && cause.Err == syscall.EROFS
}

func env(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}
