package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"

	"homelab-stacks/standins/internal/standin"
)

// run is the program's part: it looks at what it was given, and answers.
func (all contract) run() error {
	if mask, err := strconv.ParseInt(os.Getenv("UMASK"), 8, 32); err == nil {
		syscall.Umask(int(mask))
	}
	if err := all.given(); err != nil {
		return err
	}
	for _, socket := range all.Sockets {
		if err := listen(socket); err != nil {
			return err
		}
	}
	var servers []*http.Server
	for port, pages := range all.Pages {
		servers = append(servers, &http.Server{Addr: ":" + port, Handler: all.handler(port, pages)})
	}
	if len(servers) == 0 {
		return errors.New("its contract names no page")
	}
	for _, server := range servers[1:] {
		go func() { fmt.Fprintln(os.Stderr, server.ListenAndServe()) }()
	}
	if err := standin.Serve(servers[0], servers[0].ListenAndServe); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (all contract) handler(port string, pages map[string]int) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		if one, found := all.Calls[request.Method+" "+request.URL.Path]; found && one.Port == port {
			one.take(response, request)
			return
		}
		if request.URL.Path == "/standin" {
			standin.JSON(response, http.StatusOK, all.evidence())
			return
		}
		status, found := pages[request.URL.Path]
		if !found {
			status = http.StatusNotFound
		}
		response.WriteHeader(status)
		if request.URL.Path == "/metrics" {
			fmt.Fprintln(response, "standin_up 1")
			return
		}
		fmt.Fprintf(response, "a stand-in for %s\n", all.App)
	})
}

// evidence is what the program sees of itself; of its variables the names, of its secrets how long they are.
func (all contract) evidence() map[string]any {
	var names []string
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		names = append(names, name)
	}
	sort.Strings(names)
	umask := syscall.Umask(0)
	syscall.Umask(umask)
	seen := map[string]any{"app": all.App, "uid": os.Getuid(), "gid": os.Getgid(), "umask": fmt.Sprintf("%03o", umask), "variables": names}
	if files, err := all.shown(); err == nil {
		seen["files"] = files
	}
	secrets := map[string]int{}
	for _, name := range all.Files {
		name, _ := strings.CutSuffix(name, "?")
		if size, err := sizeOf(os.Getenv(name)); err == nil {
			secrets[name] = size
		}
	}
	seen["secrets"] = secrets
	if len(all.Written) > 0 {
		seen["starts"] = starts(all.Written[0])
	}
	return seen
}

func (all contract) shown() (map[string]string, error) {
	files := map[string]string{}
	for _, pattern := range all.Shown {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				return nil, err
			}
			files[name] = string(content)
		}
	}
	return files, nil
}

// listen takes connections, or datagrams, and says nothing.
func listen(socket string) error {
	port, network, _ := strings.Cut(socket, "/")
	if network == "udp" {
		_, err := net.ListenPacket("udp", ":"+port)
		return err
	}
	return standin.Greet(port, "")
}
