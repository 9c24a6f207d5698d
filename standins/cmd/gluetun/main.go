// Command gluetun stands in for the VPN gateway of that name: its variables, its capabilities, its closed firewall and its health server
// are as there. Its tunnel is none that anybody should use: packets travel as they are, to a peer that is this program again.
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"homelab-stacks/standins/internal/standin"
)

const healthAddress = "127.0.0.1:9999"

func main() {
	var err error
	switch {
	case len(os.Args) > 1 && os.Args[1] == "healthcheck":
		err = askHealth()
	case len(os.Args) > 1 && os.Args[1] == "peer":
		err = servePeer()
	default:
		standin.Announce("gluetun")
		err = run()
	}
	if err != nil {
		standin.Fatal("gluetun: %v", err)
	}
}

func askHealth() error {
	client := http.Client{Timeout: 4 * time.Second}
	answer, err := client.Get("http://" + healthAddress)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the tunnel does not work: %s", answer.Status)
	}
	return nil
}

// run closes the firewall, opens the tunnel, and tells whether it works.
func run() error {
	given, err := readSettings()
	if err != nil {
		return err
	}
	if err := closeFirewall(given); err != nil {
		return err
	}
	if err := writeStatus(); err != nil {
		return err
	}
	link, err := openTunnel(given)
	if err != nil {
		return err
	}
	control, err := net.Listen("tcp", given.control)
	if err != nil {
		return err
	}
	go func() { _ = http.Serve(control, http.NotFoundHandler()) }()
	health := http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
		if !link.works() {
			response.WriteHeader(http.StatusInternalServerError)
		}
	})
	server := &http.Server{Addr: healthAddress, Handler: health}
	return standin.Serve(server, server.ListenAndServe)
}

// writeStatus gives a file away, as the image does with those that tell the address and the forwarded port.
func writeStatus() error {
	const path = "/tmp/gluetun/ip"
	if err := os.MkdirAll("/tmp/gluetun", 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		return err
	}
	return os.Chown(path, 1000, 1000)
}
