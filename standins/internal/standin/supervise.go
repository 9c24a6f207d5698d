package standin

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// Supervise starts a child, hands it the signals to stop, and ends when it does. unheard is called where root may not signal the child,
// as without the capability KILL; whether it ends then is for it to say.
func Supervise(child *exec.Cmd, unheard func(error) (ends bool)) error {
	child.Stdout, child.Stderr = os.Stdout, os.Stderr
	if err := child.Start(); err != nil {
		return fmt.Errorf("the step down from root: %w", err)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	for {
		select {
		case received := <-stop:
			if err := child.Process.Signal(received); err != nil && unheard(err) {
				return nil
			}
		case err := <-ended:
			return err
		}
	}
}

// As is what makes a child somebody else's process.
func As(uid, gid int) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
}
