package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// parsed is a command line: `[global flags] tunnel [tunnel flags] run [run flags] [tunnel]`.
type parsed struct {
	command string
	flags   map[string]string
	rest    []string
}

// The flags that a definition uses, by where they may stand; each takes a value but the switches.
var (
	switches    = []string{"no-autoupdate", "version", "post-quantum"}
	globalFlags = []string{"no-autoupdate", "version"}
	tunnelFlags = []string{"no-autoupdate", "config", "metrics", "loglevel", "transport-loglevel", "origincert", "logfile", "grace-period",
		"retries", "edge-ip-version", "edge-bind-address", "region", "tag", "management-diagnostics", "output", "autoupdate-freq", "label"}
	runFlags = []string{"token", "token-file", "credentials-file", "cred-file", "credentials-contents", "protocol", "post-quantum", "features", "icmpv4-src", "icmpv6-src"}
)

func parse(arguments []string) (parsed, error) {
	result := parsed{flags: map[string]string{}}
	known := globalFlags
	for index := 0; index < len(arguments); index++ {
		argument := arguments[index]
		if !strings.HasPrefix(argument, "-") {
			if result.command == "" || result.command == "tunnel" {
				result.command = argument
			} else {
				result.rest = append(result.rest, argument)
			}
			switch argument {
			case "tunnel":
				known = tunnelFlags
			case "run":
				known = runFlags
			case "ready", "version":
				known = nil
			case "edge":
				result.rest = arguments[index+1:]
				return result, nil
			}
			continue
		}
		name, value, given := strings.Cut(strings.TrimLeft(argument, "-"), "=")
		if !slices.Contains(known, name) {
			return result, fmt.Errorf("flag provided but not defined: -%s", name)
		}
		if !given && !slices.Contains(switches, name) {
			index++
			if index >= len(arguments) {
				return result, fmt.Errorf("flag needs an argument: -%s", name)
			}
			value = arguments[index]
		}
		result.flags[name] = value
	}
	if _, version := result.flags["version"]; version {
		result.command = "version"
	}
	if !slices.Contains([]string{"version", "tunnel", "run", "ready"}, result.command) {
		return result, fmt.Errorf("no command %q: the stand-in has tunnel, tunnel run, tunnel ready, version and edge", result.command)
	}
	return result, nil
}

// value is a flag's, else the environment variable's, else empty.
func (arguments parsed) value(flag, variable string) string {
	if value, given := arguments.flags[flag]; given {
		return value
	}
	return os.Getenv(variable)
}
