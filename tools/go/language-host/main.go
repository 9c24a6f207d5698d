// Command pulumi-language-nodejs starts the Node language host, which lies in libexec, with the options of the project.
//
// The host is of a time when the Pulumi CLI gave it `runtime.options` of Pulumi.yaml as flags; today's CLI sends them in
// requests that it does not know. So they are read here, and given as that CLI did.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"syscall"

	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	"gopkg.in/yaml.v3"
)

// flags are the options that the host knows.
var flags = []string{"nodeargs", "tsconfig", "typescript"}

// project is the part of Pulumi.yaml that holds the options. Its `runtime` may also be a name alone: then there are none.
type project struct {
	Runtime yaml.Node `yaml:"runtime"`
}

// options answers the flags for the project of the current folder, where there is one.
func options() ([]string, error) {
	path, err := workspace.DetectProjectPath()
	if err != nil || path == "" {
		return nil, err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var read project
	if err := yaml.Unmarshal(text, &read); err != nil || read.Runtime.Kind != yaml.MappingNode {
		return nil, err
	}
	var runtime struct {
		Options map[string]any `yaml:"options"`
	}
	if err := read.Runtime.Decode(&runtime); err != nil {
		return nil, err
	}
	var args []string
	for _, flag := range flags {
		if value, set := runtime.Options[flag]; set {
			args = append(args, fmt.Sprintf("-%s=%v", flag, value))
		}
	}
	return args, nil
}

func main() {
	args, err := options()
	if err != nil {
		log.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		log.Fatal(err)
	}
	host := filepath.Join(filepath.Dir(self), "..", "libexec", filepath.Base(self))
	log.Fatal(syscall.Exec(host, append(append([]string{host}, args...), os.Args[1:]...), os.Environ()))
}
