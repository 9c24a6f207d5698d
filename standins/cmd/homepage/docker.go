package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
)

// engine is one server of docker.yaml, by host and port.
type engine struct {
	Host string
	Port int
}

// containerState answers what homepage's /api/docker/status does: the container's state and health, as the server that docker.yaml
// names tells them. The container is looked up in the list of all first.
func containerState(folder, server, name string) (int, map[string]string) {
	engines := map[string]engine{}
	if node, err := load(folder, "docker.yaml"); err != nil || node.Decode(&engines) != nil {
		return http.StatusInternalServerError, map[string]string{"error": "docker.yaml cannot be read"}
	}
	one, known := engines[server]
	if !known {
		return http.StatusInternalServerError, map[string]string{"error": "no such server in docker.yaml"}
	}
	var all []struct{ Names []string }
	if err := one.get("/containers/json?all=true", &all); err != nil {
		return http.StatusInternalServerError, map[string]string{"error": err.Error()}
	}
	if !slices.ContainsFunc(all, func(each struct{ Names []string }) bool { return slices.Contains(each.Names, "/"+name) }) {
		return http.StatusNotFound, map[string]string{"status": "not found"}
	}
	var found struct {
		State struct {
			Status string
			Health struct{ Status string }
		}
	}
	if err := one.get("/containers/"+url.PathEscape(name)+"/json", &found); err != nil {
		return http.StatusInternalServerError, map[string]string{"error": err.Error()}
	}
	return http.StatusOK, map[string]string{"status": found.State.Status, "health": found.State.Health.Status}
}

func (one engine) get(path string, into any) error {
	answer, err := http.Get(fmt.Sprintf("http://%s:%d%s", one.Host, one.Port, path))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, answer.Status)
	}
	return json.NewDecoder(answer.Body).Decode(into)
}
