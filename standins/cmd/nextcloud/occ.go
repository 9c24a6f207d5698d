package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"homelab-stacks/standins/internal/database"
)

// php runs one script only: occ.
func php(arguments []string) error {
	if len(arguments) > 0 && arguments[0] == "-f" {
		arguments = arguments[1:]
	}
	if len(arguments) == 0 || filepath.Base(arguments[0]) != "occ" {
		return errors.New("php: the stand-in runs only the script occ")
	}
	if info, err := os.Stat(configFile); err == nil {
		if owner, ok := info.Sys().(*syscall.Stat_t); ok && int(owner.Uid) != os.Getuid() {
			return fmt.Errorf("Console has to be executed with the user that owns the file config/config.php\nCurrent user id: %d\nOwner id of config.php: %d", os.Getuid(), owner.Uid)
		}
	}
	return occ(arguments[1:])
}

func occ(arguments []string) error {
	if len(arguments) == 0 {
		return errors.New("occ: no command")
	}
	if arguments[0] == "maintenance:install" {
		return installDatabase()
	}
	all, err := readConfig()
	if err != nil {
		return err
	}
	if arguments[0] == "status" {
		return printStatus(all)
	}
	if !all.flag("installed") {
		return errors.New("Nextcloud is not installed - only a limited number of commands are available")
	}
	switch arguments[0] {
	case "upgrade":
		return upgrade(all)
	case "maintenance:mode":
		return maintenance(all, arguments[1:])
	case "config:system:get":
		return getSystem(all, arguments[1:])
	case "config:system:set":
		return setSystem(all, arguments[1:])
	case "config:system:delete":
		return deleteSystem(all, arguments[1:])
	}
	if known, err := signOn(all, arguments); known {
		return err
	}
	return fmt.Errorf("Command %q is not defined in the stand-in.", arguments[0])
}

func printStatus(all config) error {
	needed := false
	if all.flag("installed") {
		var err error
		if needed, err = all.needsUpgrade(); err != nil {
			return err
		}
	}
	fmt.Printf("  - installed: %t\n  - version: %s\n  - maintenance: %t\n  - needsDbUpgrade: %t\n", all.flag("installed"), all.text("version"),
		all.flag("maintenance"), needed)
	return nil
}

// upgrade follows lib/private/Updater.php: maintenance mode stays on where the database could not be brought up to date, and where it was
// on before.
func upgrade(all config) error {
	code, _, err := versions()
	if err != nil {
		return err
	}
	before := all.flag("maintenance")
	all["maintenance"] = true
	if err := all.write(); err != nil {
		return err
	}
	err = database.With(all.database(), func(ctx context.Context, connection database.Connection) error {
		if err := connection.Do(ctx, "delete from oc_migrations where version = ?", code.String()); err != nil {
			return err
		}
		return connection.Do(ctx, "insert into oc_migrations values (?)", code.String())
	})
	if err != nil {
		return fmt.Errorf("Exception: Database error when running migration %s: %w\nUpdate failed\nMaintenance mode is kept active", code, err)
	}
	all["version"], all["maintenance"] = code.String(), before
	fmt.Println("Update successful")
	return all.write()
}

func maintenance(all config, arguments []string) error {
	if len(arguments) == 1 && (arguments[0] == "--on" || arguments[0] == "--off") {
		all["maintenance"] = arguments[0] == "--on"
		if err := all.write(); err != nil {
			return err
		}
	}
	state := map[bool]string{true: "enabled", false: "disabled"}[all.flag("maintenance")]
	fmt.Println("Maintenance mode is currently " + state)
	return nil
}

// split parts a command's arguments: the path of a setting, and its flags.
func split(arguments []string) (path []string, flags map[string]string, err error) {
	flags = map[string]string{}
	for _, argument := range arguments {
		if name, value, _ := strings.Cut(argument, "="); strings.HasPrefix(argument, "--") {
			flags[name] = value
		} else {
			path = append(path, argument)
		}
	}
	if len(path) == 0 {
		err = errors.New(`Not enough arguments (missing: "name").`)
	}
	return path, flags, err
}

// getSystem prints a value, a list with one entry a line; a missing one ends with 1 and no word.
func getSystem(all config, arguments []string) error {
	path, _, err := split(arguments)
	if err != nil {
		return err
	}
	value, found := all.setting(path)
	if !found {
		os.Exit(1)
	}
	if _, isList := value.(map[string]any); !isList {
		fmt.Println(value)
		return nil
	}
	last := len(path) - 1
	holder, _ := all.setting(path[:last])
	for _, line := range config(holder.(map[string]any)).list(path[last]) {
		fmt.Println(line)
	}
	return nil
}

func setSystem(all config, arguments []string) error {
	path, flags, err := split(arguments)
	if err != nil {
		return err
	}
	text, given := flags["--value"]
	if !given {
		return errors.New("config:system:set needs --value=...")
	}
	var value any = text
	switch flags["--type"] {
	case "boolean":
		value = text == "true"
	case "integer":
		if value, err = strconv.Atoi(text); err != nil {
			return err
		}
	}
	all.set(path, value)
	fmt.Printf("System config value %s set to %v\n", strings.Join(path, " => "), value)
	return all.write()
}

func deleteSystem(all config, arguments []string) error {
	path, _, err := split(arguments)
	if err != nil {
		return err
	}
	all.set(path, nil)
	return all.write()
}
