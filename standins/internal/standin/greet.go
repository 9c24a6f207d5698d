package standin

import (
	"fmt"
	"net"
)

// Greet takes connections at a port in the background, says the greeting to each, and hangs up.
func Greet(port, greeting string) error {
	listener, err := net.Listen("tcp", ":"+port)
	if err != nil {
		return err
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			fmt.Fprint(connection, greeting)
			_ = connection.Close()
		}
	}()
	return nil
}
