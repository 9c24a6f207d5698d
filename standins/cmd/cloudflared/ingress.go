package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// rules are validated: the last one matches everything, none before it does. No rules at all answer 503.
type rules []rule

// validate applies cloudflared's own rules (ingress/ingress.go of cloudflare/cloudflared), in its order and with its sentences.
func validate(list []rule) (rules, error) {
	for index, each := range list {
		if err := validateService(each.Service); err != nil {
			return nil, err
		}
		if err := validateHostname(each, index, len(list)); err != nil {
			return nil, err
		}
		if _, err := regexp.Compile(each.Path); err != nil {
			return nil, fmt.Errorf("Rule #%d has an invalid regex: %w", index+1, err)
		}
	}
	return list, nil
}

func validateService(service string) error {
	switch {
	case strings.HasPrefix(service, "unix:"), strings.HasPrefix(service, "unix+tls:"):
		return nil
	case service == "hello_world", service == "bastion", service == "socks-proxy":
		return nil
	case strings.HasPrefix(service, "http_status:"):
		status, err := strconv.Atoi(strings.TrimPrefix(service, "http_status:"))
		if err != nil {
			return fmt.Errorf("invalid HTTP status code: %w", err)
		}
		if status < 100 || status > 999 {
			return fmt.Errorf("invalid HTTP status code: %d", status)
		}
		return nil
	}
	address, err := url.Parse(service)
	if err != nil {
		return err
	}
	if address.Scheme == "" || address.Hostname() == "" {
		return fmt.Errorf("%s is an invalid address, please make sure it has a scheme and a hostname", service)
	}
	if address.Path != "" {
		return fmt.Errorf("%s is an invalid address, ingress rules don't support proxying to a different path on the origin service. The path will be the same as the eyeball request's path", service)
	}
	return nil
}

func validateHostname(each rule, index, total int) error {
	if _, _, err := net.SplitHostPort(each.Hostname); err == nil {
		return errors.New("Hostname cannot contain a port")
	}
	if strings.LastIndex(each.Hostname, "*") > 0 || (strings.HasPrefix(each.Hostname, "*") && each.Hostname != "*" && !strings.HasPrefix(each.Hostname, "*.")) {
		return errors.New(`Hostname patterns can have at most one wildcard character ("*") and it can only be used for subdomains, e.g. "*.example.com"`)
	}
	catchAll, last := (each.Hostname == "" || each.Hostname == "*") && each.Path == "", index == total-1
	if last && !catchAll {
		return errors.New("The last ingress rule must match all URLs (i.e. it should not have a hostname or path filter)")
	}
	if !last && catchAll {
		return fmt.Errorf("Rule #%d is matching the hostname '%s', but this will match every hostname, meaning the rules which follow it will never be triggered.", index+1, each.Hostname)
	}
	return nil
}

// match finds the first rule for a public hostname (a port is ignored) and a path.
func (list rules) match(host, path string) (rule, bool) {
	if bare, _, err := net.SplitHostPort(host); err == nil {
		host = bare
	}
	for _, each := range list {
		if matchHost(each.Hostname, host) && regexp.MustCompile(each.Path).MatchString(path) {
			return each, true
		}
	}
	return rule{}, false
}

func matchHost(pattern, host string) bool {
	if pattern == "" || pattern == "*" || strings.EqualFold(pattern, host) {
		return true
	}
	return strings.HasPrefix(pattern, "*.") && strings.HasSuffix(strings.ToLower(host), strings.ToLower(pattern[1:]))
}
