package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
)

var uuid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// readToken takes the token from its flag or variable, which win, else from the file, trimmed.
func readToken(arguments parsed) (string, error) {
	if token := arguments.value("token", "TUNNEL_TOKEN"); token != "" {
		return token, nil
	}
	path := arguments.value("token-file", "TUNNEL_TOKEN_FILE")
	if path == "" {
		return "", nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("Failed to read token file: %w", err)
	}
	return strings.TrimSpace(string(content)), nil
}

// checkToken accepts what Cloudflare issues: base64 of a JSON object with account, secret and tunnel id.
func checkToken(token string) error {
	var fields struct {
		Account string `json:"a"`
		Secret  []byte `json:"s"`
		Tunnel  string `json:"t"`
	}
	content, err := base64.StdEncoding.DecodeString(token)
	if err != nil || json.Unmarshal(content, &fields) != nil || fields.Account == "" || len(fields.Secret) == 0 || !uuid.MatchString(fields.Tunnel) {
		return errors.New("Provided Tunnel token is not valid.")
	}
	return nil
}

type credentials struct {
	AccountTag   string
	TunnelSecret []byte
	TunnelID     string
}

// checkCredentials holds the credentials JSON against the tunnel that config.yml, or the last argument, names.
func checkCredentials(arguments parsed, file configuration) error {
	tunnel := file.Tunnel
	if len(arguments.rest) > 0 {
		tunnel = arguments.rest[0]
	}
	if tunnel == "" {
		return errors.New(`"cloudflared tunnel run" requires the ID or name of the tunnel to run as the last command line argument or in the configuration file.`)
	}
	if !uuid.MatchString(tunnel) {
		return fmt.Errorf("Error locating origin cert: client didn't specify origincert path; the tunnel %q is a name, and only a UUID needs none", tunnel)
	}
	content, err := credentialsContent(arguments, file, tunnel)
	if err != nil {
		return err
	}
	var found credentials
	if err := json.Unmarshal(content, &found); err != nil {
		// The decoder's own message could quote the secret.
		return errors.New("Invalid JSON when parsing tunnel credentials")
	}
	switch {
	case found.AccountTag == "" || len(found.TunnelSecret) == 0 || found.TunnelID == "":
		return errors.New("Unauthorized: the credentials need AccountTag, TunnelSecret (base64) and TunnelID")
	case !strings.EqualFold(found.TunnelID, tunnel):
		return fmt.Errorf("Unauthorized: the credentials are of tunnel %s, the configuration names %s", found.TunnelID, tunnel)
	}
	return nil
}

func credentialsContent(arguments parsed, file configuration, tunnel string) ([]byte, error) {
	if content := arguments.value("credentials-contents", "TUNNEL_CRED_CONTENTS"); content != "" {
		return []byte(content), nil
	}
	path := arguments.flags["credentials-file"]
	for _, next := range []string{arguments.value("cred-file", "TUNNEL_CRED_FILE"), file.CredentialsFile} {
		if path == "" {
			path = next
		}
	}
	for _, folder := range searched {
		if candidate := folder + "/" + tunnel + ".json"; path == "" && exists(candidate) {
			path = candidate
		}
	}
	if path == "" {
		return nil, fmt.Errorf("Tunnel credentials file not found for tunnel %s", tunnel)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("Tunnel credentials file '%s' doesn't exist or is not a file: %w", path, err)
	}
	return content, nil
}
