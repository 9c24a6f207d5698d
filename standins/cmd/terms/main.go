// Command terms stands in for programs that no registry has: it reads what their image promises from /contract.json, needs what
// they need to start, and answers where they do. What it found is shown at /standin.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"

	"homelab-stacks/standins/internal/standin"
)

// contract is what an image's documentation says of it.
type contract struct {
	App string
	// UID is the number that it runs as.
	UID int
	// Port is where it listens, Health the page that says that it is well.
	Port   int
	Health string
	// State is the folder that it must be able to write to.
	State string
	// SecretFiles are the variables that name a file with a secret, SecretFlags the arguments.
	SecretFiles, SecretFlags []string
	// Reads are the patterns of the files that it reads where there are any.
	Reads []string
	// Folders are the variables that name a folder which it lists.
	Folders []string
	// Engine is the engine's socket, which has to answer.
	Engine string
	// Metrics says that it has figures at /metrics.
	Metrics bool
	// Check says that the program, called without an argument, is the image's health command.
	Check bool
}

// found is what the contract came upon as it started.
type found struct {
	App     string            `json:"app"`
	Starts  int               `json:"starts"`
	Secrets map[string]int    `json:"secrets"`
	Files   map[string]string `json:"files"`
	Engine  string            `json:"engine,omitempty"`
}

func main() {
	var terms contract
	content, err := os.ReadFile("/contract.json")
	if err == nil {
		err = json.Unmarshal(content, &terms)
	}
	if err != nil {
		standin.Fatal("terms: %v", err)
	}
	if terms.Check && len(os.Args) == 1 {
		check(terms)
		return
	}
	standin.Announce(terms.App)
	seen, err := terms.meet()
	if err != nil {
		standin.Fatal("%s: %v", terms.App, err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc(terms.Health, func(response http.ResponseWriter, _ *http.Request) { fmt.Fprintln(response, "ok") })
	mux.HandleFunc("/standin", func(response http.ResponseWriter, _ *http.Request) { standin.JSON(response, 200, seen) })
	if terms.Metrics {
		mux.HandleFunc("/metrics", func(response http.ResponseWriter, _ *http.Request) {
			fmt.Fprintln(response, "standin_starts", seen.Starts)
		})
	}
	server := &http.Server{Addr: fmt.Sprintf(":%d", terms.Port), Handler: mux}
	if err := standin.Serve(server, server.ListenAndServe); err != nil && err != http.ErrServerClosed {
		standin.Fatal("%s: %v", terms.App, err)
	}
}

// check asks the page that says that it is well.
func check(terms contract) {
	answer, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d%s", terms.Port, terms.Health))
	if err != nil || answer.StatusCode != http.StatusOK {
		standin.Fatal("not well: %v", err)
	}
}

// meet tries all that the image's documentation says it needs.
func (terms contract) meet() (found, error) {
	seen := found{App: terms.App, Secrets: map[string]int{}, Files: map[string]string{}}
	if os.Getuid() != terms.UID {
		return seen, fmt.Errorf("runs as %d, not as %d", os.Getuid(), terms.UID)
	}
	for _, name := range terms.SecretFiles {
		if err := seen.secret(name, os.Getenv(name)); err != nil {
			return seen, err
		}
	}
	for _, flag := range terms.SecretFlags {
		index := slices.Index(os.Args, flag)
		if index < 0 || index+1 >= len(os.Args) {
			return seen, fmt.Errorf("%s is missing", flag)
		}
		if err := seen.secret(flag, os.Args[index+1]); err != nil {
			return seen, err
		}
	}
	for _, pattern := range terms.Reads {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				return seen, err
			}
			seen.Files[name] = string(content)
		}
	}
	for _, name := range terms.Folders {
		if _, err := os.ReadDir(os.Getenv(name)); err != nil {
			return seen, fmt.Errorf("%s: %w", name, err)
		}
	}
	if terms.Engine != "" {
		version, err := engineVersion(terms.Engine)
		if err != nil {
			return seen, err
		}
		seen.Engine = version
	}
	return seen, seen.count(filepath.Join(terms.State, "standin-starts"))
}

// secret reads a secret's file; how long it is may be shown, what it is may not.
func (seen *found) secret(name, file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	seen.Secrets[name] = len(content)
	return nil
}

// count keeps in the state's folder how often it was started.
func (seen *found) count(file string) error {
	if before, err := os.ReadFile(file); err == nil {
		_, _ = fmt.Sscan(string(before), &seen.Starts)
	}
	seen.Starts++
	return os.WriteFile(file, []byte(fmt.Sprintln(seen.Starts)), 0o600)
}
