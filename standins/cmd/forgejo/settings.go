package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
)

// settings is app.ini: section, key, value. The keys before the first section are in the section with the empty name.
type settings map[string]map[string]string

func (all settings) value(section, key string) string { return all[section][key] }

func (all settings) set(section, key, value string) {
	if all[section] == nil {
		all[section] = map[string]string{}
	}
	all[section][key] = value
}

func (all settings) or(section, key, fallback string) string {
	if value := all.value(section, key); value != "" {
		return value
	}
	return fallback
}

// SSH_LISTEN_PORT defaults to SSH_PORT, and that to 22.
func (all settings) sshListenPort() string {
	return all.or("server", "SSH_LISTEN_PORT", all.or("server", "SSH_PORT", "22"))
}

// secret reads a key that may be given as KEY or as KEY_URI=file:/path.
func (all settings) secret(section, key string) (string, error) {
	value, uri := all.value(section, key), all.value(section, key+"_URI")
	if uri == "" {
		return value, nil
	}
	if value != "" {
		return "", fmt.Errorf("Cannot specify both %s_URI and %s", key, key)
	}
	path, isFile := strings.CutPrefix(uri, "file:")
	if !isFile {
		return "", fmt.Errorf("Unsupported URI-Scheme in %s_URI", key)
	}
	content, err := os.ReadFile("/" + strings.TrimLeft(path, "/"))
	return strings.TrimSpace(string(content)), err
}

// The variables without prefix that feed the template, only while there is no app.ini.
var firstValues = []struct{ variable, section, key, fallback string }{
	{"APP_NAME", "", "APP_NAME", "Forgejo: Beyond coding. We forge."},
	{"RUN_MODE", "", "RUN_MODE", "prod"},
	{"DOMAIN", "server", "DOMAIN", "localhost"},
	{"SSH_DOMAIN", "server", "SSH_DOMAIN", "localhost"},
	{"HTTP_PORT", "server", "HTTP_PORT", "3000"},
	{"ROOT_URL", "server", "ROOT_URL", ""},
	{"DISABLE_SSH", "server", "DISABLE_SSH", "false"},
	{"SSH_PORT", "server", "SSH_PORT", "22"},
	{"SSH_LISTEN_PORT", "server", "SSH_LISTEN_PORT", "22"},
	{"DB_TYPE", "database", "DB_TYPE", "sqlite3"},
	{"DB_HOST", "database", "HOST", "localhost:3306"},
	{"DB_NAME", "database", "NAME", "gitea"},
	{"DB_USER", "database", "USER", "root"},
	{"DB_PASSWD", "database", "PASSWD", ""},
	{"INSTALL_LOCK", "security", "INSTALL_LOCK", "false"},
	{"SECRET_KEY", "security", "SECRET_KEY", ""},
	{"DISABLE_REGISTRATION", "service", "DISABLE_REGISTRATION", "false"},
	{"REQUIRE_SIGNIN_VIEW", "service", "REQUIRE_SIGNIN_VIEW", "false"},
}

// prepare makes the folders, reads or begins app.ini, writes the environment's values into it and saves it: on every start.
func prepare() (settings, error) {
	for _, folder := range []string{"/data/git", "/data/gitea/conf", "/data/ssh"} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, err
		}
	}
	all, err := readSettings(appIni)
	if errors.Is(err, fs.ErrNotExist) {
		all, err = settings{}, nil
		for _, line := range firstValues {
			value := os.Getenv(line.variable)
			if value == "" {
				value = line.fallback
			}
			all.set(line.section, line.key, value)
		}
		all.set("database", "PATH", "/data/gitea/gitea.db")
		all.set("security", "REVERSE_PROXY_TRUSTED_PROXIES", "*")
	}
	if err != nil {
		return nil, err
	}
	all.merge(os.Environ())
	for _, key := range []string{"SECRET_KEY", "INTERNAL_TOKEN"} {
		if all.value("security", key) == "" && all.value("security", key+"_URI") == "" {
			random := make([]byte, 32)
			if _, err := rand.Read(random); err != nil {
				return nil, err
			}
			all.set("security", key, hex.EncodeToString(random))
		}
	}
	return all, all.write(appIni)
}

var variable = regexp.MustCompile(`^(?:FORGEJO|GITEA)__(.*?)__([A-Z0-9_]+)$`)
var escaped = regexp.MustCompile(`_0X([0-9A-F]{2,4})_`)

// merge takes FORGEJO__section__KEY and, with __FILE behind, the named file's content without one trailing newline.
func (all settings) merge(environment []string) {
	for _, entry := range environment {
		name, value, _ := strings.Cut(entry, "=")
		bare, fromFile := strings.CutSuffix(name, "__FILE")
		found := variable.FindStringSubmatch(bare)
		if found == nil {
			continue
		}
		if fromFile {
			content, err := os.ReadFile(value)
			if err != nil {
				// Forgejo says so and goes on without the value; what needs it fails then.
				fmt.Fprintf(os.Stderr, "Error reading file for %s: %v\n", name, err)
				continue
			}
			value = strings.TrimSuffix(string(content), "\n")
		}
		all.set(strings.ToLower(decode(found[1])), decode(found[2]), value)
	}
}

// decode turns _0X2E_ into a dot and so on.
func decode(name string) string {
	return escaped.ReplaceAllStringFunc(name, func(found string) string {
		code := escaped.FindStringSubmatch(found)[1]
		bytes, err := hex.DecodeString(strings.Repeat("0", len(code)%2) + code)
		if err != nil {
			return found
		}
		return strings.Trim(string(bytes), "\x00")
	})
}

func readSettings(path string) (settings, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	all, section := settings{}, ""
	for _, line := range strings.Split(string(content), "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") {
			section = line[1 : len(line)-1]
		} else if key, value, found := strings.Cut(line, "="); found && !strings.HasPrefix(line, ";") {
			value = strings.TrimSpace(value)
			if len(value) > 1 && strings.HasPrefix(value, "`") && strings.HasSuffix(value, "`") {
				value = value[1 : len(value)-1]
			}
			all.set(section, strings.TrimSpace(key), value)
		}
	}
	return all, nil
}

// write saves app.ini readable by its owner alone. A value with a comment sign is quoted, or it would end there.
func (all settings) write(path string) error {
	var sections []string
	for section := range all {
		sections = append(sections, section)
	}
	sort.Strings(sections)
	var text strings.Builder
	for _, section := range sections {
		if section != "" {
			fmt.Fprintf(&text, "\n[%s]\n", section)
		}
		var keys []string
		for key := range all[section] {
			keys = append(keys, key)
		}
		sort.Strings(keys)
		for _, key := range keys {
			value := all[section][key]
			if strings.ContainsAny(value, "#;\"'") {
				value = "`" + value + "`"
			}
			fmt.Fprintf(&text, "%s = %s\n", key, value)
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text.String()), 0o600)
}
