package main

import (
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
)

var localhost = regexp.MustCompile(`^(127\.0\.0\.1|localhost|\[::1\])$`)
var port = regexp.MustCompile(`:\d+$`)

// trusts follows lib/private/Security/TrustedDomainHelper.php of nextcloud/server: with an overwritehost every name is trusted.
func (all config) trusts(host string) bool {
	if all.text("overwritehost") != "" {
		return true
	}
	bare := port.ReplaceAllString(host, "")
	if localhost.MatchString(bare) {
		return true
	}
	if strings.HasPrefix(bare, "-") || strings.Contains(bare, "..") {
		return false
	}
	for _, domain := range all.list("trusted_domains") {
		parts := strings.Split(domain, "*")
		for index := range parts {
			parts[index] = regexp.QuoteMeta(parts[index])
		}
		pattern := regexp.MustCompile(`(?i)^` + strings.Join(parts, `[-.a-zA-Z0-9]*`) + `$`)
		if pattern.MatchString(bare) || pattern.MatchString(host) {
			return true
		}
	}
	return false
}

// fromProxy tells whether a request comes from an address of trusted_proxies, whose headers then count.
func (all config) fromProxy(request *http.Request) bool {
	host, _, err := net.SplitHostPort(request.RemoteAddr)
	if err != nil {
		return false
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, proxy := range all.list("trusted_proxies") {
		if network, err := netip.ParsePrefix(proxy); err == nil && network.Contains(address.Unmap()) || proxy == address.Unmap().String() {
			return true
		}
	}
	return false
}

// publicAddress is what links are made of (lib/private/AppFramework/Http/Request.php): what is overwritten wins, then a trusted proxy's
// headers, then the request itself.
func (all config) publicAddress(request *http.Request) string {
	protocol, host := all.text("overwriteprotocol"), all.text("overwritehost")
	if protocol == "" {
		protocol = "http"
		if all.fromProxy(request) && request.Header.Get("X-Forwarded-Proto") == "https" {
			protocol = "https"
		}
	}
	if host == "" {
		host = request.Host
	}
	return protocol + "://" + host + strings.TrimSuffix(all.text("overwritewebroot"), "/") + "/"
}
