package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"

	"homelab-stacks/standins/internal/standin"
)

// The file has what Forgejo keeps in its table login_source.
const sourcesFile = "/data/gitea/standin-sources.json"

const shutdownPage = "/api/internal/manager/shutdown"

// source is a way to sign in: what `forgejo admin auth` was given for it.
type source struct {
	ID       int    `json:"id"`
	Name     string `json:"name"`
	Provider string `json:"provider"`
	Key      string `json:"key"`
	Secret   string `json:"secret"`
	Discover string `json:"discover"`
}

// admin is `forgejo admin auth`, as cmd/admin_auth_oauth.go has it; it does not ask the provider for its addresses.
func admin(arguments []string) error {
	if os.Getuid() == 0 {
		return errors.New("Forgejo is not supposed to be run as root")
	}
	if len(arguments) < 2 || arguments[0] != "auth" {
		return fmt.Errorf("forgejo admin: the stand-in has auth alone, not %q", arguments)
	}
	all, err := readSettings(appIni)
	if err != nil {
		return err
	}
	kept, err := openStore(all)
	if err != nil {
		return err
	}
	if _, err := kept.report(); err != nil {
		return err
	}
	sources, err := readSources()
	if err != nil {
		return err
	}
	return change(sources, arguments[1], arguments[2:])
}

func change(sources []source, verb string, arguments []string) error {
	var given source
	flags := flag.NewFlagSet(verb, flag.ContinueOnError)
	flags.IntVar(&given.ID, "id", 0, "")
	flags.StringVar(&given.Name, "name", "", "")
	flags.StringVar(&given.Provider, "provider", "", "")
	flags.StringVar(&given.Key, "key", "", "")
	flags.StringVar(&given.Secret, "secret", "", "")
	flags.StringVar(&given.Discover, "auto-discover-url", "", "")
	flags.Func("scopes", "", func(string) error { return nil })
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	index := slices.IndexFunc(sources, func(one source) bool { return one.ID == given.ID })
	switch {
	case verb == "list":
		fmt.Println("ID\tName\tType\tEnabled")
		for _, one := range sources {
			fmt.Printf("%d\t%s\tOAuth2\ttrue\n", one.ID, one.Name)
		}
		return nil
	case verb == "add-oauth":
		if !strings.HasPrefix(given.Discover, "https://") && !strings.HasPrefix(given.Discover, "http://") {
			return fmt.Errorf("invalid Auto Discovery URL: %s (this must be a valid URL starting with http:// or https://)", given.Discover)
		}
		if slices.ContainsFunc(sources, func(one source) bool { return one.Name == given.Name }) {
			return fmt.Errorf("login source already exists [name: %s]", given.Name)
		}
		for _, one := range sources {
			given.ID = max(given.ID, one.ID)
		}
		given.ID++
		return writeSources(append(sources, given))
	case index < 0:
		return fmt.Errorf("login source does not exist [id: %d]", given.ID)
	case verb == "update-oauth":
		sources[index] = given
		return writeSources(sources)
	case verb == "delete":
		return writeSources(slices.Delete(sources, index, index+1))
	}
	return fmt.Errorf("forgejo admin auth: the stand-in has no %s", verb)
}

func readSources() ([]source, error) {
	content, err := os.ReadFile(sourcesFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var sources []source
	return sources, json.Unmarshal(content, &sources)
}

func writeSources(sources []source) error {
	content, err := json.Marshal(sources)
	if err != nil {
		return err
	}
	return os.WriteFile(sourcesFile, content, 0o600)
}

// shown is the evidence of the sources: of a secret, how long it is.
func shown(sources []source) []map[string]any {
	evidence := []map[string]any{}
	for _, one := range sources {
		evidence = append(evidence, map[string]any{"name": one.Name, "provider": one.Provider, "key": one.Key, "secret": len(one.Secret), "discover": one.Discover})
	}
	return evidence
}

// manager is `forgejo manager shutdown`: it asks the running server, by the token that both know.
func manager(arguments []string) error {
	if len(arguments) != 1 || arguments[0] != "shutdown" {
		return fmt.Errorf("forgejo manager: the stand-in has shutdown alone, not %q", arguments)
	}
	all, err := readSettings(appIni)
	if err != nil {
		return err
	}
	token, err := all.secret("security", "INTERNAL_TOKEN")
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, "http://localhost:"+all.or("server", "HTTP_PORT", "3000")+shutdownPage, nil)
	if err != nil {
		return err
	}
	request.Header.Set("X-Gitea-Internal-Auth", "Bearer "+token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %s", answer.Status)
	}
	return nil
}

// stoppable serves what ends the server, which is started again in its container.
func stoppable(mux *http.ServeMux, all settings, asked *atomic.Bool) error {
	token, err := all.secret("security", "INTERNAL_TOKEN")
	if err != nil {
		return err
	}
	mux.HandleFunc("POST "+shutdownPage, func(response http.ResponseWriter, request *http.Request) {
		if token == "" || request.Header.Get("X-Gitea-Internal-Auth") != "Bearer "+token {
			http.Error(response, "Forbidden", http.StatusForbidden)
			return
		}
		standin.JSON(response, http.StatusOK, map[string]string{"status": "stopping"})
		asked.Store(true)
		_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
	})
	return nil
}
