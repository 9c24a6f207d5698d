package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"homelab-stacks/standins/internal/standin"
)

func lookup(name string) (string, error) { return exec.LookPath(name) }

// entrypoint follows docker-entrypoint.sh of nextcloud/docker: only a command that starts Apache installs or upgrades.
func entrypoint(arguments []string) error {
	if len(arguments) == 0 {
		return errors.New("entrypoint: no command")
	}
	if strings.HasPrefix(arguments[0], "apache") || os.Getenv("NEXTCLOUD_UPDATE") == "1" {
		if os.Getenv("REDIS_HOST") != "" {
			if err := standin.FileEnv("REDIS_HOST_PASSWORD"); err != nil {
				return err
			}
		}
		if err := locked(initialize); err != nil {
			return err
		}
		if err := runHooks("before-starting"); err != nil {
			return err
		}
	}
	return replace(arguments)
}

// locked serialises containers that share the volume.
func locked(work func() error) error {
	file, err := os.OpenFile(webRoot+"/nextcloud-init-sync.lock", os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	return work()
}

func initialize() error {
	present, image, err := versions()
	if err != nil {
		return err
	}
	if present.newerThan(image) {
		return fmt.Errorf("Can't start Nextcloud because the version of the data (%s) is higher than the docker image version (%s) and downgrading is not supported. Are you sure you have pulled the newest image version?", present, image)
	}
	if !image.newerThan(present) {
		return nil
	}
	fmt.Printf("Initializing nextcloud %s ...\n", image)
	fresh := present == version{}
	if !fresh && image[0] > present[0]+1 {
		return fmt.Errorf("Can't start Nextcloud because upgrading from %s to %s is not supported.\nIt is only possible to upgrade one major version at a time. For example, if you want to upgrade from version 14 to 16, you will have to upgrade from version 14 to 15, then from 15 to 16.", present, image)
	}
	if err := copyCode(); err != nil {
		return err
	}
	if fresh {
		fmt.Println("New nextcloud instance")
		if err := install(); err != nil {
			return err
		}
	} else {
		fmt.Printf("Upgrading nextcloud from %s ...\n", present)
		if err := runHooks("pre-upgrade"); err != nil {
			return err
		}
		// The code is of the new version from here on: where this fails, the next start goes on without it.
		if err := asWwwData("php", webRoot+"/occ", "upgrade"); err != nil {
			return err
		}
		if err := runHooks("post-upgrade"); err != nil {
			return err
		}
	}
	fmt.Println("Initializing finished")
	return nil
}

// copyCode brings the code and the folders into the volume, for www-data.
func copyCode() error {
	for _, folder := range []string{"config", "data", "custom_apps", "themes"} {
		if err := os.MkdirAll(webRoot+"/"+folder, 0o770); err != nil {
			return err
		}
	}
	names := []string{"version.php", "occ", "status.php"}
	// The image's own files of the configuration come with the first start only.
	if kept, err := os.ReadDir(webRoot + "/config"); err != nil {
		return err
	} else if len(kept) == 0 {
		files, err := os.ReadDir(imageRoot + "/config")
		if err != nil {
			return err
		}
		for _, file := range files {
			names = append(names, "config/"+file.Name())
		}
	}
	for _, name := range names {
		content, err := os.ReadFile(imageRoot + "/" + name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(webRoot+"/"+name, content, 0o755); err != nil {
			return err
		}
	}
	if os.Getuid() != 0 {
		return nil
	}
	return standin.ChownAll(webRoot, wwwData, wwwData)
}

// asWwwData runs a program as www-data when this one is root, with the present environment.
func asWwwData(program string, arguments ...string) error {
	command := exec.Command(program, arguments...)
	command.Stdout, command.Stderr, command.Dir = os.Stdout, os.Stderr, webRoot
	if os.Getuid() == 0 {
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: wwwData, Gid: wwwData}}
	}
	return command.Run()
}
