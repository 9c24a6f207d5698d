package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// A redirect is an answer like any other: it is shown, never followed.
var client = http.Client{Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// ready is `cloudflared tunnel --metrics ADDRESS ready`, the health command.
func ready(address string) error {
	if address == "" {
		return errors.New("--metrics has to be provided")
	}
	response, err := client.Get("http://" + address + "/ready")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("http://%s/ready endpoint returned status code %d", address, response.StatusCode)
	}
	return nil
}

// edge is a stand-in's own command, since the image has no shell or curl: `cloudflared edge HOST PATH` asks the edge's stand-in for a
// public address and prints status, chosen service, headers and body as JSON.
func edge(arguments []string) error {
	if len(arguments) != 2 || !strings.HasPrefix(arguments[1], "/") {
		return errors.New("usage: cloudflared edge HOST /PATH")
	}
	request, err := http.NewRequest(http.MethodGet, "http://"+edgeAddress+arguments[1], nil)
	if err != nil {
		return err
	}
	request.Host = arguments[0]
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"status": response.StatusCode, "service": response.Header.Get("X-Standin-Service"), "headers": response.Header, "body": string(body),
	})
}
