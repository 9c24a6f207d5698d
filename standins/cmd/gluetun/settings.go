package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
)

// settings are what the image reads of its variables, as far as it takes a tunnel.
type settings struct {
	addresses []string
	// endpoint is empty where the provider is known by name: nobody answers there, and the tunnel leads nowhere.
	endpoint string
	outside  []string
	control  string
}

// providers are those that the image has WireGuard for; true where it also asks for an address.
var providers = map[string]bool{
	"airvpn": true, "azirevpn": true, "custom": true, "fastestvpn": true, "ivpn": true, "mullvad": true, "nordvpn": false,
	"protonvpn": true, "surfshark": true, "windscribe": true,
}

// readSettings tells all that is wrong; none of it says a secret.
func readSettings() (settings, error) {
	provider := os.Getenv("VPN_SERVICE_PROVIDER")
	given := settings{
		addresses: list("WIREGUARD_ADDRESSES"),
		outside:   list("FIREWALL_OUTBOUND_SUBNETS"),
		control:   os.Getenv("HTTP_CONTROL_SERVER_ADDRESS"),
	}
	var wrong []error
	needsAddress, known := providers[provider]
	if !known {
		wrong = append(wrong, fmt.Errorf("VPN_SERVICE_PROVIDER is none that there is: %q", provider))
	}
	if os.Getenv("VPN_TYPE") != "wireguard" {
		wrong = append(wrong, errors.New("VPN_TYPE is not wireguard, the one that this stand-in knows"))
	}
	if needsAddress && len(given.addresses) == 0 {
		wrong = append(wrong, errors.New("WIREGUARD_ADDRESSES is missing"))
	}
	if !needsAddress {
		given.addresses = []string{"10.5.0.2/32"}
	}
	wrong = append(wrong, keyFile("WIREGUARD_PRIVATE_KEY", true), keyFile("WIREGUARD_PRESHARED_KEY", provider == "airvpn"))
	for _, subnet := range slices.Concat(given.addresses, given.outside) {
		if _, _, err := net.ParseCIDR(subnet); err != nil {
			wrong = append(wrong, err)
		}
	}
	if provider == "custom" {
		given.endpoint = net.JoinHostPort(os.Getenv("WIREGUARD_ENDPOINT_IP"), os.Getenv("WIREGUARD_ENDPOINT_PORT"))
		if net.ParseIP(os.Getenv("WIREGUARD_ENDPOINT_IP")) == nil {
			wrong = append(wrong, errors.New("WIREGUARD_ENDPOINT_IP is no IP address"))
		}
		wrong = append(wrong, key("WIREGUARD_PUBLIC_KEY", os.Getenv("WIREGUARD_PUBLIC_KEY")))
	}
	return given, errors.Join(wrong...)
}

func list(name string) []string {
	return strings.FieldsFunc(os.Getenv(name), func(letter rune) bool { return letter == ',' })
}

// keyFile looks where the image looks: in the file that NAME_SECRETFILE names, else below /run/secrets.
func keyFile(name string, needed bool) error {
	path := os.Getenv(name + "_SECRETFILE")
	if path == "" {
		path = "/run/secrets/" + strings.ToLower(name)
	}
	content, err := os.ReadFile(path)
	if os.IsNotExist(err) && !needed {
		return nil
	}
	if err != nil {
		return err
	}
	return key(name, strings.TrimSpace(string(content)))
}

func key(name, value string) error {
	if decoded, err := base64.StdEncoding.DecodeString(value); err != nil || len(decoded) != 32 {
		return fmt.Errorf("%s is no key of WireGuard's", name)
	}
	return nil
}
