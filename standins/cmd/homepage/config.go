package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"gopkg.in/yaml.v3"
)

// The files whose absence homepage fixes by a copy of its skeleton.
var required = []string{"docker.yaml", "settings.yaml", "services.yaml", "bookmarks.yaml", "widgets.yaml", "custom.css", "custom.js"}

// copyMissing supplies each required file that is not there; one that cannot be written ends the process.
func copyMissing(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, name := range required {
		path := filepath.Join(folder, name)
		if _, err := os.Stat(path); err == nil {
			continue
		}
		content, err := skeleton.ReadFile("skeleton/" + name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
		fmt.Printf("%s was copied to the config folder\n", name)
	}
	return nil
}

var placeholder = regexp.MustCompile(`\{\{(HOMEPAGE_(?:VAR|FILE)_[A-Za-z0-9_]+)\}\}`)

// substitute puts environment values and the untrimmed content of the files they name in the place of their placeholders; an unset
// one stays as it is.
func substitute(content string) string {
	return placeholder.ReplaceAllStringFunc(content, func(found string) string {
		name := placeholder.FindStringSubmatch(found)[1]
		value, set := os.LookupEnv(name)
		if !set {
			return found
		}
		if name[:len("HOMEPAGE_FILE_")] != "HOMEPAGE_FILE_" {
			return value
		}
		file, err := os.ReadFile(value)
		if err != nil {
			fmt.Fprintf(os.Stderr, "cannot read %s: %v\n", name, err)
			return found
		}
		return string(file)
	})
}

// load reads one YAML file of the config folder, placeholders substituted.
func load(folder, name string) (*yaml.Node, error) {
	content, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return nil, err
	}
	var node yaml.Node
	if err := yaml.Unmarshal([]byte(substitute(string(content))), &node); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(node.Content) == 0 {
		return &yaml.Node{Kind: yaml.SequenceNode}, nil
	}
	return node.Content[0], nil
}

// tile is one service, group one heading of the dashboard; groups may nest.
type tile struct {
	Name       string         `json:"name"`
	Properties map[string]any `json:"-"`
}

type group struct {
	Name   string
	Tiles  []tile
	Groups []group
}

// groups reads services.yaml's shape: a list of one-key maps, group to list of one-key maps, name to properties. A list in the place of
// the properties is a nested group.
func groups(list *yaml.Node) ([]group, error) {
	if list.Kind != yaml.SequenceNode {
		return nil, fmt.Errorf("services.yaml: line %d: a list of groups is wanted", list.Line)
	}
	var found []group
	for _, item := range list.Content {
		if item.Kind != yaml.MappingNode {
			return nil, fmt.Errorf("services.yaml: line %d: a group with its services is wanted", item.Line)
		}
		for index := 0; index+1 < len(item.Content); index += 2 {
			one, err := oneGroup(item.Content[index].Value, item.Content[index+1])
			if err != nil {
				return nil, err
			}
			found = append(found, one)
		}
	}
	return found, nil
}

func oneGroup(name string, members *yaml.Node) (group, error) {
	result := group{Name: name}
	for _, member := range members.Content {
		for index := 0; index+1 < len(member.Content); index += 2 {
			title, body := member.Content[index].Value, member.Content[index+1]
			if body.Kind == yaml.SequenceNode {
				nested, err := oneGroup(title, body)
				if err != nil {
					return result, err
				}
				result.Groups = append(result.Groups, nested)
				continue
			}
			properties := map[string]any{}
			if err := body.Decode(&properties); err != nil {
				return result, fmt.Errorf("services.yaml: line %d: %w", body.Line, err)
			}
			result.Tiles = append(result.Tiles, tile{Name: title, Properties: properties})
		}
	}
	return result, nil
}
