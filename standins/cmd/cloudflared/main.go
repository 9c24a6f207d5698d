// Command cloudflared stands in for docker.io/cloudflare/cloudflared: arguments, token and credentials checks, ingress validation and
// matching, metrics endpoints. Cloudflare's edge is played by an HTTP listener on 127.0.0.1:8080 inside the container.
package main

import (
	"fmt"
	"os"

	"homelab-stacks/standins/internal/standin"
)

func main() {
	arguments, err := parse(os.Args[1:])
	if err != nil {
		standin.Fatal("Incorrect Usage: %v", err)
	}
	switch arguments.command {
	case "version":
		fmt.Println("cloudflared version stand-in")
	case "ready":
		err = ready(arguments.value("metrics", "TUNNEL_METRICS"))
	case "edge":
		err = edge(arguments.rest)
	default:
		standin.Announce("cloudflared")
		err = run(arguments)
	}
	if err != nil {
		standin.Fatal("%v", err)
	}
}

// run resolves the tunnel's identity and rules, then serves until it is told to stop.
func run(arguments parsed) error {
	token, err := readToken(arguments)
	if err != nil {
		return err
	}
	configuration, err := readConfiguration(arguments)
	if err != nil {
		return err
	}
	if token != "" {
		if err := checkToken(token); err != nil {
			return err
		}
		// A tunnel that Cloudflare manages takes its rules from there, never from a local file.
		return serve(rules{}, metricsAddress(arguments, configuration))
	}
	if err := checkCredentials(arguments, configuration); err != nil {
		return err
	}
	ingress, err := validate(configuration.Ingress)
	if err != nil {
		return fmt.Errorf("Error validating ingress rules: %w", err)
	}
	return serve(ingress, metricsAddress(arguments, configuration))
}
