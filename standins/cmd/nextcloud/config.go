package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"homelab-stacks/standins/internal/database"
)

const (
	configFile = webRoot + "/config/config.php"
	scripts    = "/usr/local/share/standin/"
)

// config is what Nextcloud reads: config.php with the other files of its folder over it. Lists are objects by index. Whatever is
// written, all of it is: what a file took from the environment stays in config.php when the variable is gone.
type config map[string]any

// readConfig gives an empty, not installed configuration where there is no file yet.
func readConfig() (config, error) {
	output, err := runPHP("read-config.php", nil)
	if err != nil {
		return nil, err
	}
	var result config
	return result, json.Unmarshal(output, &result)
}

func (all config) write() error {
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	_, err = runPHP("write-config.php", text)
	return err
}

// runPHP runs one of the two scripts with Debian's PHP. What it says of an error may hold a secret, and is left out.
func runPHP(script string, input []byte) ([]byte, error) {
	command := exec.Command("/usr/bin/php", scripts+script)
	command.Stdin = bytes.NewReader(input)
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("the configuration in %s: %s: %w", filepath.Dir(configFile), script, err)
	}
	return output, nil
}

// text is a string or a number; empty where there is none.
func (all config) text(key string) string {
	switch value := all[key].(type) {
	case string:
		return value
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return ""
}

func (all config) flag(key string) bool {
	value, _ := all[key].(bool)
	return value
}

// list holds the texts of an array in the order of its indexes.
func (all config) list(key string) []string {
	values, _ := all[key].(map[string]any)
	indexes := slices.SortedFunc(maps.Keys(values), func(a, b string) int {
		first, _ := strconv.Atoi(a)
		second, _ := strconv.Atoi(b)
		return first - second
	})
	result := make([]string, len(indexes))
	for place, index := range indexes {
		result[place] = fmt.Sprint(values[index])
	}
	return result
}

// within is an array of the configuration as one of its own.
func (all config) within(key string) config {
	values, _ := all[key].(map[string]any)
	return values
}

func (all config) database() database.Settings {
	engine := map[string]string{"pgsql": "postgres", "mysql": "mysql"}[all.text("dbtype")]
	return database.Settings{Engine: engine, Host: all.text("dbhost"), Name: all.text("dbname"), User: all.text("dbuser"), Password: all.text("dbpassword")}
}

// needsUpgrade tells whether the database is of an older version than the code, as lib/public/Util.php has it.
func (all config) needsUpgrade() (bool, error) {
	code, _, err := versions()
	if err != nil {
		return false, err
	}
	kept, err := parseVersion(strings.Split(all.text("version"), "."))
	return code.newerThan(kept), err
}

// setting is `config:system:get`: a value by its path; a key without a value counts as none.
func (all config) setting(path []string) (any, bool) {
	var value any = map[string]any(all)
	for _, key := range path {
		values, ok := value.(map[string]any)
		if !ok || values[key] == nil {
			return nil, false
		}
		value = values[key]
	}
	return value, true
}

// set puts a value at a path, and nil takes it away.
func (all config) set(path []string, value any) {
	values := map[string]any(all)
	for _, key := range path[:len(path)-1] {
		next, ok := values[key].(map[string]any)
		if !ok {
			next = map[string]any{}
			values[key] = next
		}
		values = next
	}
	if last := path[len(path)-1]; value == nil {
		delete(values, last)
	} else {
		values[last] = value
	}
}
