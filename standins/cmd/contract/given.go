package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// given tells all that the program misses of what its contract names; none of it says a value.
func (all contract) given() error {
	var missing []error
	if uid := os.Getuid(); all.UID != nil && uid != *all.UID {
		missing = append(missing, fmt.Errorf("runs as %d, not as %d", uid, *all.UID))
	}
	for name, pattern := range all.Variables {
		missing = append(missing, variable(name, pattern, true))
	}
	for name, pattern := range all.Options {
		missing = append(missing, variable(name, pattern, false))
	}
	for _, name := range all.Files {
		missing = append(missing, secretFile(name))
	}
	for _, flag := range all.Flags {
		missing = append(missing, flagged(flag))
	}
	for _, name := range all.Folders {
		missing = append(missing, listed(name))
	}
	if all.Engine != "" {
		missing = append(missing, engine(all.Engine))
	}
	for path, patterns := range all.Texts {
		missing = append(missing, configured(path, patterns))
	}
	if _, err := all.shown(); err != nil {
		missing = append(missing, err)
	}
	for _, folder := range all.Written {
		missing = append(missing, writable(folder))
	}
	for _, name := range all.Reach {
		missing = append(missing, reach(name))
	}
	return errors.Join(missing...)
}

func variable(name, pattern string, needed bool) error {
	value, found := os.LookupEnv(name)
	if !found && !needed {
		return nil
	}
	if !found {
		return fmt.Errorf("the variable %s is missing", name)
	}
	if !regexp.MustCompile("^(?:" + pattern + ")$").MatchString(value) {
		return fmt.Errorf("the variable %s is not what it takes: %s", name, pattern)
	}
	return nil
}

func secretFile(name string) error {
	name, optional := strings.CutSuffix(name, "?")
	value := os.Getenv(name)
	if value == "" && optional {
		return nil
	}
	return readable(name, value)
}

func readable(name, path string) error {
	size, err := sizeOf(path)
	if err != nil {
		return fmt.Errorf("the file of %s: %w", name, err)
	}
	if size == 0 {
		return fmt.Errorf("the file of %s is empty", name)
	}
	return nil
}

// sizeOf reads a secret's file, in bytes: how long it is may be shown, what it is may not.
func sizeOf(path string) (int, error) {
	content, err := os.ReadFile(strings.TrimPrefix(path, "file://"))
	return len(content), err
}

func flagged(flag string) error {
	path, found := argument(flag)
	if !found {
		return fmt.Errorf("%s is missing", flag)
	}
	return readable(flag, path)
}

// argument is what follows a flag on the command line.
func argument(flag string) (value string, found bool) {
	index := slices.Index(os.Args, flag)
	if index < 0 || index+1 >= len(os.Args) {
		return "", false
	}
	return os.Args[index+1], true
}

func listed(name string) error {
	if _, err := os.ReadDir(os.Getenv(name)); err != nil {
		return fmt.Errorf("the folder of %s: %w", name, err)
	}
	return nil
}

// engine asks the engine behind a socket for its version, as a program does that controls it.
func engine(socket string) error {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}
	client := &http.Client{Transport: &http.Transport{DialContext: dial}}
	return answers(client, "http://docker/version")
}

// check asks the page that says whether the program is well.
func check(page string) error {
	return answers(http.DefaultClient, page)
}

func answers(client *http.Client, page string) error {
	answer, err := client.Get(page)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", page, answer.Status)
	}
	return nil
}

// configured says of a file's lines none, since they may hold a secret.
func configured(path string, patterns []string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for _, pattern := range patterns {
		if !regexp.MustCompile("(?m)^" + pattern + "$").Match(content) {
			return fmt.Errorf("%s has no line that is %s", path, pattern)
		}
	}
	return nil
}

// starts counts, in the first folder that the program writes to, how often it has started there.
func starts(folder string) int {
	content, _ := os.ReadFile(filepath.Join(folder, ".standin-starts"))
	count, _ := strconv.Atoi(string(content))
	return count
}

func writable(folder string) error {
	count := strconv.Itoa(starts(folder) + 1)
	return os.WriteFile(filepath.Join(folder, ".standin-starts"), []byte(count), 0o600)
}

// reach tries for a minute, as programs do that wait for their servers.
func reach(names string) error {
	names, optional := strings.CutSuffix(names, "?")
	address := os.Expand(names, os.Getenv)
	if optional && strings.Trim(address, ":") == "" {
		return nil
	}
	if parsed, err := url.Parse(address); err == nil && parsed.Host != "" {
		address = parsed.Host
	}
	var err error
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Second) {
		var connection net.Conn
		if connection, err = net.DialTimeout("tcp", address, 5*time.Second); err == nil {
			return connection.Close()
		}
	}
	return fmt.Errorf("the server at %s does not answer: %w", names, err)
}
