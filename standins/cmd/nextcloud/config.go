package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"homelab-stacks/standins/internal/database"
)

const configFile = webRoot + "/config/config.php"

// config is what config.php keeps. Trusted domains are by index, as occ addresses them. The database password is here from the
// installation on: the environment's later values are not read.
type config struct {
	Installed      bool           `json:"installed"`
	Maintenance    bool           `json:"maintenance"`
	Version        string         `json:"version"`
	DataDirectory  string         `json:"datadirectory"`
	DBType         string         `json:"dbtype"`
	DBHost         string         `json:"dbhost"`
	DBName         string         `json:"dbname"`
	DBUser         string         `json:"dbuser"`
	DBPassword     string         `json:"dbpassword"`
	TrustedDomains map[int]string `json:"trusted_domains"`
}

const head, foot = "<?php\n$CONFIG = json_decode(<<<'JSON'\n", "\nJSON, true);\n"

// readConfig gives an empty, not installed configuration where there is no file yet.
func readConfig() (config, error) {
	var result config
	content, err := os.ReadFile(configFile)
	if errors.Is(err, fs.ErrNotExist) {
		return result, nil
	}
	if err != nil {
		return result, err
	}
	text := strings.TrimSuffix(strings.TrimPrefix(string(content), head), foot)
	if err := json.Unmarshal([]byte(text), &result); err != nil {
		return result, fmt.Errorf("%s cannot be read", configFile)
	}
	return result, result.merge()
}

var passwordFile = regexp.MustCompile(`(?s)getenv\('(\w+)'\).*'dbpassword' => trim\(file_get_contents\(`)

// merge reads config/*.config.php over config.php, as lib/private/Config.php of nextcloud/server does. PHP is not run: the one thing
// known in such a file is a database password that comes from the file named by a variable.
func (all *config) merge() error {
	files, err := filepath.Glob(filepath.Join(filepath.Dir(configFile), "*.config.php"))
	if err != nil {
		return err
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		found := passwordFile.FindSubmatch(content)
		if found == nil || os.Getenv(string(found[1])) == "" {
			continue
		}
		password, err := os.ReadFile(os.Getenv(string(found[1])))
		if err != nil {
			return err
		}
		all.DBPassword = strings.TrimSpace(string(password))
	}
	return nil
}

// write replaces config.php at once, so that a reader never sees half of it.
func (all config) write() error {
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	temporary := filepath.Join(filepath.Dir(configFile), ".config.php.new")
	if err := os.WriteFile(temporary, []byte(head+string(text)+foot), 0o640); err != nil {
		return err
	}
	return os.Rename(temporary, configFile)
}

func (all config) database() database.Settings {
	return database.Settings{Host: all.DBHost, Name: all.DBName, User: all.DBUser, Password: all.DBPassword}
}

var localhost = regexp.MustCompile(`^(127\.0\.0\.1|localhost|\[::1\])$`)
var port = regexp.MustCompile(`:\d+$`)

// trusts follows lib/private/Security/TrustedDomainHelper.php of nextcloud/server: with an overwritehost every name is trusted.
func (all config) trusts(host string) bool {
	if os.Getenv("OVERWRITEHOST") != "" {
		return true
	}
	bare := port.ReplaceAllString(host, "")
	if localhost.MatchString(bare) {
		return true
	}
	if strings.HasPrefix(bare, "-") || strings.Contains(bare, "..") {
		return false
	}
	for _, domain := range all.TrustedDomains {
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
