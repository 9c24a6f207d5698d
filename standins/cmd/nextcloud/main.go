// Command nextcloud stands in for docker.io/library/nextcloud (apache): one program under the names that the image has for its
// entrypoint, its web server, its cron and php.
package main

import (
	"os"
	"path/filepath"
	"syscall"

	"homelab-stacks/standins/internal/standin"
)

const (
	webRoot   = "/var/www/html"
	imageRoot = "/usr/src/nextcloud"
	wwwData   = 33
	hookRoot  = "/docker-entrypoint-hooks.d"
)

func main() {
	var err error
	switch name := filepath.Base(os.Args[0]); name {
	case "entrypoint.sh":
		standin.Announce("nextcloud")
		err = entrypoint(os.Args[1:])
	case "apache2-foreground":
		err = serve()
	case "cron.sh":
		standin.Announce("nextcloud")
		err = cron()
	case "php":
		err = php(os.Args[1:])
	default:
		standin.Fatal("nextcloud: no program %q", name)
	}
	if err != nil {
		standin.Fatal("%v", err)
	}
}

// replace ends this program in favour of another, as a shell's exec does.
func replace(arguments []string) error {
	path, err := lookup(arguments[0])
	if err != nil {
		return err
	}
	return syscall.Exec(path, arguments, os.Environ())
}
