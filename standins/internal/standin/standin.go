// Package standin holds what every stand-in shares: its announcement, its environment, its step down from root, its server.
package standin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// Announce prints the one line that keeps a stand-in from being taken for the program whose place it takes.
func Announce(app string) {
	fmt.Printf("stand-in: keeps the contract of the %s image for tests and demonstrations; it is not %s\n", app, app)
}

// Fatal prints the reason to stderr and ends the process with exit code 1.
func Fatal(format string, values ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
	os.Exit(1)
}

// FileEnv resolves NAME, or the content of the file that NAME_FILE points to, without trailing newlines as a shell's $(cat) has it.
// It exports the value as NAME and removes NAME_FILE. Both set is an error; none set leaves the environment alone.
func FileEnv(name string) error {
	value, file := os.Getenv(name), os.Getenv(name+"_FILE")
	if value != "" && file != "" {
		return fmt.Errorf("error: both %s and %s_FILE are set (but are exclusive)", name, name)
	}
	if file == "" {
		return nil
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	os.Unsetenv(name + "_FILE")
	return os.Setenv(name, strings.TrimRight(string(content), "\n"))
}

// StepDown gives up root for good. It needs the capabilities SETUID and SETGID; a process that is not root stays what it is.
func StepDown(uid, gid int) error {
	if os.Getuid() != 0 {
		return nil
	}
	return errors.Join(syscall.Setgroups([]int{gid}), syscall.Setgid(gid), syscall.Setuid(uid))
}

// Serve answers requests until SIGTERM, SIGINT or SIGWINCH (Apache's and httpd's graceful stop), then ends within five seconds.
func Serve(server *http.Server, serve func() error) error {
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT, syscall.SIGWINCH)
	defer cancel()
	failed := make(chan error, 1)
	go func() { failed <- serve() }()
	select {
	case err := <-failed:
		return err
	case <-stop.Done():
		deadline, done := context.WithTimeout(context.Background(), 5*time.Second)
		defer done()
		return server.Shutdown(deadline)
	}
}
