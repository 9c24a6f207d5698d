package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strconv"
	"strings"

	"homelab-stacks/standins/internal/standin"
)

const edgeAddress = "127.0.0.1:8080"

// serve opens the metrics listener and the edge's, and answers until it is told to stop.
func serve(list rules, metrics string) error {
	if err := discover(os.Getenv("TUNNEL_EDGE")); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", metrics)
	if err != nil {
		return fmt.Errorf("Error opening metrics server listener: %w", err)
	}
	go func() { _ = http.Serve(listener, observability(list)) }()
	server := &http.Server{Addr: edgeAddress, Handler: http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) { forward(list, response, request) })}
	fmt.Printf("Starting metrics server on %s, the edge's stand-in on %s, %d ingress rules\n", listener.Addr(), edgeAddress, len(list))
	if err := standin.Serve(server, server.ListenAndServe); err != nil && err != http.ErrServerClosed {
		return err
	}
	return nil
}

// discover looks an address of the edge up where one is given, as cloudflared does for `--edge` and for Cloudflare's own: one that
// has no answer ends the start. The edge's stand-in itself needs no name.
func discover(edge string) error {
	if edge == "" {
		return nil
	}
	if _, err := net.ResolveTCPAddr("tcp", edge); err != nil {
		fmt.Fprintf(os.Stderr, "ERR edge discovery: error looking up Cloudflare edge IPs: the DNS query failed error=%q\n", err)
		return errors.New("failed to resolve any edge address")
	}
	return nil
}

// observability serves the paths of cloudflared's metrics listener. Ready means that the edge's stand-in takes connections now.
func observability(list rules) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/healthcheck", func(response http.ResponseWriter, _ *http.Request) { fmt.Fprintln(response, "OK") })
	mux.HandleFunc("/metrics", func(response http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(response, "# TYPE cloudflared_tunnel_ha_connections gauge\ncloudflared_tunnel_ha_connections %d\n", connections())
	})
	mux.HandleFunc("/config", func(response http.ResponseWriter, _ *http.Request) {
		standin.JSON(response, http.StatusOK, map[string]any{"version": -1, "config": map[string]any{"ingress": list}})
	})
	mux.HandleFunc("/ready", func(response http.ResponseWriter, _ *http.Request) {
		status, count := http.StatusOK, connections()
		if count == 0 {
			status = http.StatusServiceUnavailable
		}
		standin.JSON(response, status, map[string]any{"status": status, "readyConnections": count, "connectorId": "00000000-0000-0000-0000-000000000000"})
	})
	return mux
}

func connections() int {
	connection, err := net.Dial("tcp", edgeAddress)
	if err != nil {
		return 0
	}
	connection.Close()
	return 1
}

// forward does with a public request what the matching rule says. The service it chose is told in X-Standin-Service.
func forward(list rules, response http.ResponseWriter, request *http.Request) {
	found, matched := list.match(request.Host, request.URL.Path)
	response.Header().Set("X-Standin-Service", found.Service)
	switch {
	case !matched:
		response.WriteHeader(http.StatusServiceUnavailable)
	case strings.HasPrefix(found.Service, "http_status:"):
		status, _ := strconv.Atoi(strings.TrimPrefix(found.Service, "http_status:"))
		response.WriteHeader(status)
	case found.Service == "hello_world":
		fmt.Fprintln(response, "Congrats! You created a tunnel!")
	case strings.HasPrefix(found.Service, "http://"), strings.HasPrefix(found.Service, "https://"), strings.HasPrefix(found.Service, "unix:"):
		proxy(found).ServeHTTP(response, request)
	default:
		http.Error(response, "the stand-in forwards only http, https and unix services", http.StatusNotImplemented)
	}
}

func proxy(found rule) http.Handler {
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: found.OriginRequest.NoTLSVerify, ServerName: found.OriginRequest.OriginServerName}}
	target, err := url.Parse(found.Service)
	if path, socket := strings.CutPrefix(found.Service, "unix:"); socket {
		target, err = url.Parse("http://localhost")
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", path)
		}
	}
	return &httputil.ReverseProxy{
		Transport: transport,
		Rewrite: func(request *httputil.ProxyRequest) {
			request.SetURL(target)
			request.Out.Host = request.In.Host
			if found.OriginRequest.HTTPHostHeader != "" {
				request.Out.Host = found.OriginRequest.HTTPHostHeader
			}
			request.SetXForwarded()
			request.Out.Header.Set("X-Forwarded-Proto", "https")
		},
		ErrorHandler: func(response http.ResponseWriter, _ *http.Request, failure error) {
			fmt.Fprintf(os.Stderr, "ERR Unable to reach the origin service: %v\n", failure)
			http.Error(response, "Unable to reach the origin service: "+failure.Error(), http.StatusBadGateway)
		},
		ModifyResponse: func(*http.Response) error { return err },
	}
}
