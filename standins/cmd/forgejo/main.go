// Command forgejo stands in for codeberg.org/forgejo/forgejo (the rootful variant): app.ini from the environment on every start, the
// step down to git, a real database, health, pages under ROOT_URL, ways to sign in, and an SSH banner.
package main

import (
	"errors"
	"os"
	"os/exec"
	"strconv"

	"homelab-stacks/standins/internal/standin"
)

const appIni = "/data/gitea/conf/app.ini"

func main() {
	verbs := map[string]func([]string) error{"web": web, "admin": admin, "manager": manager}
	if len(os.Args) > 1 && verbs[os.Args[1]] != nil {
		if err := verbs[os.Args[1]](os.Args[2:]); err != nil {
			standin.Fatal("forgejo %s: %v", os.Args[1], err)
		}
		return
	}
	standin.Announce("forgejo")
	if err := supervise(); err != nil {
		standin.Fatal("forgejo: %v", err)
	}
}

// supervise does root's part, as the image's s6 does: settings, ownership, SSH; the web server runs as git. Its end is the container's.
func supervise() error {
	uid, err := number("USER_UID", 1000)
	if err != nil {
		return err
	}
	gid, err := number("USER_GID", 1000)
	if err != nil {
		return err
	}
	settings, err := prepare()
	if err != nil {
		return err
	}
	if err := standin.ChownAll("/data", uid, gid); err != nil {
		return err
	}
	if settings.value("server", "DISABLE_SSH") != "true" {
		if err := standin.Greet(settings.sshListenPort(), "SSH-2.0-standin\r\n"); err != nil {
			return err
		}
	}
	return runAs(uid, gid)
}

// again is the exit code of a server that was asked to end, and is started once more.
const again = 75

// runAs starts the web server as git, hands it the stop signals and ends with its exit code.
func runAs(uid, gid int) error {
	for {
		err := serveAs(uid, gid)
		if ended := (*exec.ExitError)(nil); !errors.As(err, &ended) || ended.ExitCode() != again {
			return err
		}
	}
}

func serveAs(uid, gid int) error {
	child := exec.Command("/proc/self/exe", "web")
	child.Env = append(os.Environ(), "USER=git", "HOME=/data/git")
	if os.Getuid() == 0 {
		child.SysProcAttr = standin.As(uid, gid)
	}
	// The container's end takes git's process then.
	return standin.Supervise(child, func(error) bool { return true })
}

func number(name string, fallback int) (int, error) {
	value := os.Getenv(name)
	if value == "" {
		return fallback, nil
	}
	return strconv.Atoi(value)
}
