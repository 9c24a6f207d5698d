package main

import (
	"fmt"
	"html/template"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"

	"homelab-stacks/standins/internal/standin"
)

// listen binds IPv6 and IPv4 at once, or IPv4 alone where the host has no IPv6.
func listen(host, port string) (net.Listener, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err == nil || host != "::" {
		return listener, err
	}
	return net.Listen("tcp", net.JoinHostPort("0.0.0.0", port))
}

// onlyAllowedHosts compares the Host header, port included, with HOMEPAGE_ALLOWED_HOSTS on every page; `*` turns it off.
func onlyAllowedHosts(port string, next http.Handler) http.Handler {
	allowed := []string{"localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port}
	named := strings.Split(os.Getenv("HOMEPAGE_ALLOWED_HOSTS"), ",")
	allowed = append(allowed, named...)
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		if request.Host == "" || (!slices.Contains(named, "*") && !slices.Contains(allowed, request.Host)) {
			fmt.Fprintf(os.Stderr, "Host validation failed for: %q. Hint: Set the HOMEPAGE_ALLOWED_HOSTS environment variable to allow requests from this host / port.\n", request.Host)
			standin.JSON(response, http.StatusBadRequest, map[string]string{"error": "Host validation failed. See logs for more details."})
			return
		}
		next.ServeHTTP(response, request)
	})
}

var page = template.Must(template.New("page").Parse(`<!doctype html><title>{{.Title}}</title><h1>{{.Title}}</h1>
{{define "group"}}<section><h2>{{.Name}}</h2><ul>
{{range .Tiles}}<li><a href="{{index .Properties "href"}}">{{.Name}}</a> {{index .Properties "description"}}</li>
{{end}}</ul>{{range .Groups}}{{template "group" .}}{{end}}</section>
{{end}}{{range .Groups}}{{template "group" .}}{{end}}`))

func pages(folder string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/healthcheck", func(response http.ResponseWriter, _ *http.Request) { fmt.Fprint(response, "up") })
	mux.HandleFunc("/api/services", func(response http.ResponseWriter, _ *http.Request) {
		found, err := services(folder)
		if err != nil {
			standin.JSON(response, http.StatusInternalServerError, map[string]string{"error": err.Error()})
			return
		}
		standin.JSON(response, http.StatusOK, listed(found))
	})
	mux.HandleFunc("/api/docker/status/{container}/{server}", func(response http.ResponseWriter, request *http.Request) {
		status, state := containerState(folder, request.PathValue("server"), request.PathValue("container"))
		standin.JSON(response, status, state)
	})
	mux.HandleFunc("/{$}", func(response http.ResponseWriter, _ *http.Request) {
		found, err := services(folder)
		if err != nil {
			http.Error(response, err.Error(), http.StatusInternalServerError)
			return
		}
		response.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = page.Execute(response, map[string]any{"Title": title(folder), "Groups": found})
	})
	return mux
}

func services(folder string) ([]group, error) {
	node, err := load(folder, "services.yaml")
	if err != nil {
		return nil, err
	}
	return groups(node)
}

func title(folder string) string {
	settings := struct{ Title string }{"Homepage"}
	if node, err := load(folder, "settings.yaml"); err == nil {
		_ = node.Decode(&settings)
	}
	return settings.Title
}

// listed is the shape of homepage's own /api/services: groups with name, services and groups; a service's properties beside its name.
func listed(found []group) []map[string]any {
	result := []map[string]any{}
	for _, one := range found {
		tiles := []map[string]any{}
		for _, each := range one.Tiles {
			properties := map[string]any{"name": each.Name}
			for key, value := range each.Properties {
				properties[key] = value
			}
			tiles = append(tiles, properties)
		}
		result = append(result, map[string]any{"name": one.Name, "services": tiles, "groups": listed(one.Groups)})
	}
	return result
}
