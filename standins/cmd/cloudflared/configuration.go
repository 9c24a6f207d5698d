package main

import (
	"fmt"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"
)

// configuration holds the keys of config.yml that the stand-in acts on.
type configuration struct {
	Tunnel          string `yaml:"tunnel"`
	CredentialsFile string `yaml:"credentials-file"`
	Metrics         string `yaml:"metrics"`
	Ingress         []rule `yaml:"ingress"`
}

// rule is one ingress rule as config.yml has it.
type rule struct {
	Hostname      string `yaml:"hostname" json:"hostname,omitempty"`
	Path          string `yaml:"path" json:"path,omitempty"`
	Service       string `yaml:"service" json:"service"`
	OriginRequest struct {
		HTTPHostHeader   string `yaml:"httpHostHeader" json:"httpHostHeader,omitempty"`
		NoTLSVerify      bool   `yaml:"noTLSVerify" json:"noTLSVerify,omitempty"`
		OriginServerName string `yaml:"originServerName" json:"originServerName,omitempty"`
	} `yaml:"originRequest" json:"originRequest"`
}

var searched = []string{"/home/nonroot/.cloudflared", "/home/nonroot/.cloudflare-warp", "/home/nonroot/cloudflare-warp", "/etc/cloudflared", "/usr/local/etc/cloudflared"}

// readConfiguration reads the named file, which must exist, or the first default one that does.
func readConfiguration(arguments parsed) (configuration, error) {
	var result configuration
	path, named := arguments.flags["config"]
	if !named {
		path = defaultFile()
		if path == "" {
			return result, nil
		}
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return result, fmt.Errorf("Cannot read configuration file: %w", err)
	}
	if err := yaml.Unmarshal(content, &result); err != nil {
		return result, fmt.Errorf("error parsing YAML in config file at %s: %w", path, err)
	}
	return result, nil
}

func defaultFile() string {
	for _, folder := range searched {
		for _, name := range []string{"config.yml", "config.yaml"} {
			if path := filepath.Join(folder, name); exists(path) {
				return path
			}
		}
	}
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func metricsAddress(arguments parsed, file configuration) string {
	if address := arguments.value("metrics", "TUNNEL_METRICS"); address != "" {
		return address
	}
	if file.Metrics != "" {
		return file.Metrics
	}
	return "0.0.0.0:20241"
}
