package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"sync/atomic"

	"homelab-stacks/standins/internal/standin"
)

// web is git's part: the database, then the pages.
func web([]string) error {
	all, err := readSettings(appIni)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	var asked atomic.Bool
	if all.value("security", "INSTALL_LOCK") == "true" {
		err = installed(mux, all, &asked)
	} else {
		notInstalled(mux)
	}
	if err != nil {
		return err
	}
	server := &http.Server{Addr: ":" + all.or("server", "HTTP_PORT", "3000"), Handler: mux}
	if err := standin.Serve(server, server.ListenAndServe); err != nil && err != http.ErrServerClosed {
		return err
	}
	if asked.Load() {
		os.Exit(again)
	}
	return nil
}

// notInstalled offers the installer to the first visitor and calls itself healthy, as Forgejo does.
func notInstalled(mux *http.ServeMux) {
	mux.HandleFunc("/api/healthz", func(response http.ResponseWriter, _ *http.Request) { health(response, nil) })
	mux.HandleFunc("/", func(response http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(response, "<!doctype html><title>Installation</title><h1>Initial Configuration</h1>")
	})
}

func installed(mux *http.ServeMux, all settings, asked *atomic.Bool) error {
	kept, err := openStore(all)
	if err != nil {
		return err
	}
	if _, err := all.secret("security", "SECRET_KEY"); err != nil {
		return err
	}
	if err := startStore(kept); err != nil {
		return err
	}
	root, err := url.Parse(all.value("server", "ROOT_URL"))
	if err != nil {
		return fmt.Errorf("Invalid ROOT_URL: %w", err)
	}
	mux.HandleFunc("/api/healthz", func(response http.ResponseWriter, _ *http.Request) {
		_, err := kept.report()
		health(response, err)
	})
	mux.HandleFunc("/standin", func(response http.ResponseWriter, request *http.Request) {
		found, err := kept.report()
		sources, unread := readSources()
		if err := errors.Join(err, unread); err != nil {
			standin.JSON(response, http.StatusInternalServerError, map[string]string{"error": err.Error()})
			return
		}
		standin.JSON(response, http.StatusOK, map[string]any{"database": found, "rootUrl": root.String(), "publicHost": root.Host,
			"requestHost": request.Host, "cloneUrl": cloneURL(all), "uid": os.Getuid(), "sources": shown(sources)})
	})
	if err := errors.Join(large(mux, all), stoppable(mux, all, asked)); err != nil {
		return err
	}
	mux.HandleFunc("/{$}", func(response http.ResponseWriter, _ *http.Request) {
		// Over plain HTTP a browser drops a cookie that is marked secure, and nobody stays logged in.
		secure := all.or("session", "COOKIE_SECURE", strconv.FormatBool(root.Scheme == "https")) == "true"
		http.SetCookie(response, &http.Cookie{Name: "i_like_forgejo", Value: "session", Path: "/", HttpOnly: true, Secure: secure})
		response.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = page.Execute(response, map[string]string{"Name": all.value("", "APP_NAME"), "Root": root.String(), "Clone": cloneURL(all)})
	})
	return nil
}

// large serves the addresses of large files, to nobody without a token, where LFS_START_SERVER is on: it is off unless it is set. The
// secret that signs the tokens is read only then.
func large(mux *http.ServeMux, all settings) error {
	if all.value("server", "LFS_START_SERVER") != "true" {
		return nil
	}
	secret, err := all.secret("server", "LFS_JWT_SECRET")
	if err != nil {
		return err
	}
	if key, err := base64.RawURLEncoding.DecodeString(secret); err != nil || len(key) != 32 {
		return errors.New("server.LFS_JWT_SECRET is not 32 bytes in base64url: a new one would be made and written over it")
	}
	mux.HandleFunc("/{owner}/{repository}/info/lfs/objects/batch", func(response http.ResponseWriter, _ *http.Request) {
		response.Header().Set("WWW-Authenticate", `Basic realm="gitea-lfs"`)
		http.Error(response, "Unauthorized", http.StatusUnauthorized)
	})
	return nil
}

var page = template.Must(template.New("page").Parse(`<!doctype html><title>{{.Name}}</title><meta property="og:url" content="{{.Root}}">
<h1>{{.Name}}</h1><a href="{{.Root}}">Home</a> <a href="{{.Root}}explore/repos">Explore</a> <a href="{{.Root}}user/login">Sign In</a> <code>{{.Clone}}</code>
`))

// cloneURL is what Forgejo shows as the SSH address: the advertised port, left out where it is 22.
func cloneURL(all settings) string {
	host, port := all.or("server", "SSH_DOMAIN", all.value("server", "DOMAIN")), all.or("server", "SSH_PORT", "22")
	if port == "22" {
		return "git@" + host + ":owner/repository.git"
	}
	return "ssh://git@" + net.JoinHostPort(host, port) + "/owner/repository.git"
}

func health(response http.ResponseWriter, failure error) {
	status, word := http.StatusOK, "pass"
	if failure != nil {
		status, word = http.StatusServiceUnavailable, "fail"
		fmt.Fprintf(os.Stderr, "database ping failed: %v\n", failure)
	}
	standin.JSON(response, status, map[string]any{"status": word, "description": "Forgejo",
		"checks": map[string]any{"database:ping": []map[string]string{{"status": word}}}})
}
