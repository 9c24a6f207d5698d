package main

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
)

// engineVersion asks the engine behind a socket which it is.
func engineVersion(socket string) (string, error) {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}
	client := &http.Client{Transport: &http.Transport{DialContext: dial}}
	answer, err := client.Get("http://docker/version")
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	var engine struct{ Version string }
	err = json.NewDecoder(answer.Body).Decode(&engine)
	return engine.Version, err
}
