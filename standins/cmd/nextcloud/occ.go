package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
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
	if !all.Installed {
		return errors.New("Nextcloud is not installed - only a limited number of commands are available")
	}
	switch arguments[0] {
	case "status":
		fmt.Printf("  - installed: %t\n  - version: %s\n  - maintenance: %t\n", all.Installed, all.Version, all.Maintenance)
		return nil
	case "upgrade":
		_, image, err := versions()
		if err != nil {
			return err
		}
		all.Version = image.String()
		return all.write()
	case "maintenance:mode":
		return maintenance(all, arguments[1:])
	case "config:system:get":
		return getSystem(all, arguments[1:])
	case "config:system:set":
		return setSystem(all, arguments[1:])
	case "config:system:delete":
		return deleteSystem(all, arguments[1:])
	}
	return fmt.Errorf("Command %q is not defined in the stand-in.", arguments[0])
}

func maintenance(all config, arguments []string) error {
	if len(arguments) == 1 && (arguments[0] == "--on" || arguments[0] == "--off") {
		all.Maintenance = arguments[0] == "--on"
		if err := all.write(); err != nil {
			return err
		}
	}
	state := map[bool]string{true: "enabled", false: "disabled"}[all.Maintenance]
	fmt.Println("Maintenance mode is currently " + state)
	return nil
}

// trustedIndex reads `trusted_domains N`, the only setting that the stand-in's occ changes.
func trustedIndex(arguments []string) (int, error) {
	if len(arguments) < 2 || arguments[0] != "trusted_domains" {
		return 0, errors.New("occ: the stand-in knows the setting trusted_domains with an index")
	}
	return strconv.Atoi(arguments[1])
}

func getSystem(all config, arguments []string) error {
	if len(arguments) == 1 && arguments[0] == "trusted_domains" {
		for _, index := range slices.Sorted(maps.Keys(all.TrustedDomains)) {
			fmt.Println(all.TrustedDomains[index])
		}
		return nil
	}
	index, err := trustedIndex(arguments)
	if err != nil {
		return err
	}
	value, found := all.TrustedDomains[index]
	if !found {
		return fmt.Errorf("trusted_domains %d is not set", index)
	}
	fmt.Println(value)
	return nil
}

func setSystem(all config, arguments []string) error {
	index, err := trustedIndex(arguments)
	if err != nil {
		return err
	}
	for _, argument := range arguments[2:] {
		if value, found := strings.CutPrefix(argument, "--value="); found {
			all.TrustedDomains[index] = value
			fmt.Printf("System config value trusted_domains => %d set to string %s\n", index, value)
			return all.write()
		}
	}
	return errors.New("config:system:set needs --value=...")
}

func deleteSystem(all config, arguments []string) error {
	if len(arguments) == 1 && arguments[0] == "trusted_domains" {
		all.TrustedDomains = map[int]string{}
		return all.write()
	}
	index, err := trustedIndex(arguments)
	if err != nil {
		return err
	}
	delete(all.TrustedDomains, index)
	return all.write()
}
