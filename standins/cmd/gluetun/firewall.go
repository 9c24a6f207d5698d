package main

import (
	"fmt"
	"net"
	"os/exec"
	"strings"
)

// closeFirewall lets nothing out but to the networks that the container is on, to those outside that are allowed, to the other end of
// the tunnel, and through it.
func closeFirewall(given settings) error {
	rules := []string{
		"-P INPUT DROP", "-P OUTPUT DROP", "-P FORWARD DROP",
		"-A INPUT -i lo -j ACCEPT", "-A OUTPUT -o lo -j ACCEPT",
		"-A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT",
		"-A OUTPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT",
		"-A OUTPUT -o " + device + " -j ACCEPT",
	}
	networks, err := localNetworks()
	if err != nil {
		return err
	}
	for _, network := range networks {
		rules = append(rules, "-A INPUT -d "+network+" -j ACCEPT", "-A OUTPUT -d "+network+" -j ACCEPT")
	}
	for _, network := range given.outside {
		rules = append(rules, "-A OUTPUT -d "+network+" -j ACCEPT")
	}
	if given.endpoint != "" {
		host, port, _ := net.SplitHostPort(given.endpoint)
		rules = append(rules, "-A OUTPUT -p udp -d "+host+" --dport "+port+" -j ACCEPT")
	}
	for _, rule := range rules {
		if err := command("iptables", strings.Fields(rule)...); err != nil {
			return err
		}
	}
	return nil
}

func localNetworks() ([]string, error) {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	var networks []string
	for _, address := range addresses {
		if ip, network, err := net.ParseCIDR(address.String()); err == nil && ip.To4() != nil && !ip.IsLoopback() {
			networks = append(networks, network.String())
		}
	}
	return networks, nil
}

func command(name string, words ...string) error {
	if said, err := exec.Command(name, words...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, strings.Join(words, " "), err, strings.TrimSpace(string(said)))
	}
	return nil
}
