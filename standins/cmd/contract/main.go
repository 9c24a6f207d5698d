// Command contract stands in for any image whose contract is written down as data: what it must be given, what it may do, whom it runs
// as, what it must reach, and where it answers. Where something of it is missing, it says what and ends.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"homelab-stacks/standins/internal/standin"
)

const file = "/contract.json"

// contract is what is known of an image, from its Dockerfile, entrypoint and documentation.
type contract struct {
	App string `json:"app"`
	// Variables that have to be there, each with the pattern that its whole value has to match.
	Variables map[string]string `json:"variables"`
	// Options are variables that need not be there, with their pattern where they are.
	Options map[string]string `json:"options"`
	// UID is whom the program has to run as, where the image has a user of its own.
	UID *int `json:"uid"`
	// Flags are arguments of which the next one names a file with a secret.
	Flags []string `json:"flags"`
	// Folders are variables that name a folder which the program lists.
	Folders []string `json:"folders"`
	// Engine is the engine's socket, which has to answer.
	Engine string `json:"engine"`
	// Shown are the patterns of the files that it reads where there are any, and shows: none may hold a secret.
	Shown []string `json:"shown"`
	// Check is the page that the program asks where it is called without an argument: the image's health command.
	Check string `json:"check"`
	// Files are variables that name a file which the program's user can read, and which is not empty; those with a `?` behind need not be there.
	Files []string `json:"files"`
	// Texts are files of the configuration, each with patterns that some line of it has to match.
	Texts map[string][]string `json:"texts"`
	// Reach are addresses of servers that the program needs, of variables: `$HOST:$PORT`, or `$URL`; with a `?` behind, where they are given.
	Reach []string `json:"reach"`
	// Owned are folders that root's part gives to the program's user, and makes where they are missing.
	Owned []string `json:"owned"`
	// Written are folders that the program writes to.
	Written []string `json:"written"`
	// User is whom the program runs as where it is started as root: `1000:1000`, or `$PUID:$PGID`. Without one it stays what it is.
	User string `json:"user"`
	// Supervised: root's part stays, hands signals over and waits, as s6 does. Else it becomes the program.
	Supervised bool `json:"supervised"`
	// Commands are first words of further commands of the program, which end well.
	Commands []string `json:"commands"`
	// Pages are the paths where it answers, by port, each with its status. `/metrics` has a metric.
	Pages map[string]map[string]int `json:"pages"`
	// Calls are requests with a body that it takes besides, by method and path: `PUT /api/settings`.
	Calls map[string]call `json:"calls"`
	// Sockets are further ports where it listens: `1883/tcp`, `53/udp`.
	Sockets []string `json:"sockets"`
}

func main() {
	all, err := read()
	if err != nil {
		standin.Fatal("contract: %v", err)
	}
	switch {
	case len(os.Args) > 1 && slices.Contains(all.Commands, os.Args[1]):
		return
	case len(os.Args) == 1 && all.Check != "":
		err = check(all.Check)
	case len(os.Args) > 1 && os.Args[1] == "--program":
		err = all.run()
	default:
		standin.Announce(all.App)
		err = all.begin()
	}
	if err != nil {
		standin.Fatal("%s: %v", all.App, err)
	}
}

func read() (contract, error) {
	var all contract
	content, err := os.ReadFile(file)
	if err != nil {
		return all, err
	}
	return all, json.Unmarshal(content, &all)
}

// begin is root's part: the folders, and the step down.
func (all contract) begin() error {
	if os.Getuid() != 0 || all.User == "" {
		return all.run()
	}
	uid, gid, err := all.user()
	if err != nil {
		return err
	}
	for _, folder := range all.Owned {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		if err := standin.ChownAll(folder, uid, gid); err != nil {
			return err
		}
	}
	if all.Supervised {
		return supervise(uid, gid)
	}
	if err := standin.StepDown(uid, gid); err != nil {
		return fmt.Errorf("the step down from root: %w", err)
	}
	return all.run()
}

func (all contract) user() (uid, gid int, err error) {
	first, second, _ := strings.Cut(os.Expand(all.User, os.Getenv), ":")
	uid, one := strconv.Atoi(first)
	gid, other := strconv.Atoi(second)
	if err := errors.Join(one, other); err != nil {
		return 0, 0, fmt.Errorf("whom it runs as, %s, is %q:%q: %w", all.User, first, second, err)
	}
	return uid, gid, nil
}

// supervise runs the program as its user, hands it the signals to stop, and ends when it does.
func supervise(uid, gid int) error {
	child := exec.Command("/proc/self/exe", "--program")
	child.SysProcAttr = standin.As(uid, gid)
	// The container is killed when its grace is over.
	return standin.Supervise(child, func(err error) bool {
		fmt.Fprintf(os.Stderr, "the program cannot be stopped: %v\n", err)
		return false
	})
}
