package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
)

// call is a request with a body that changes something in the program's own data.
type call struct {
	// Port is where it is taken.
	Port string `json:"port"`
	// Token is what the header `Authorization` has to bear. Default: anything.
	Token string `json:"token"`
	// Body is the pattern that the whole body has to match, in which `{--flag}` stands for the content of the file that a flag names.
	Body string `json:"body"`
	// Answer is what is said to it.
	Answer string `json:"answer"`
	// Kept is the file that the body is kept in. Default: none.
	Kept string `json:"kept"`
}

var placeholder = regexp.MustCompile(`\{(--[a-z-]+)\}`)

// take answers a call as the program does; where something of it is not as it should be, by the status 422.
func (one call) take(response http.ResponseWriter, request *http.Request) {
	if err := one.check(request); err != nil {
		http.Error(response, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	fmt.Fprint(response, one.Answer)
}

func (one call) check(request *http.Request) error {
	if one.Token != "" && request.Header.Get("Authorization") != "Bearer "+one.Token {
		return fmt.Errorf("Invalid credentials")
	}
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return err
	}
	pattern := placeholder.ReplaceAllStringFunc(one.Body, func(found string) string {
		path, _ := argument(strings.Trim(found, "{}"))
		content, _ := os.ReadFile(path)
		return regexp.QuoteMeta(string(content))
	})
	if !regexp.MustCompile(`^(?:` + pattern + `)\s*$`).Match(body) {
		return fmt.Errorf("the body is not what it takes: %s", one.Body)
	}
	if one.Kept == "" {
		return nil
	}
	return os.WriteFile(one.Kept, body, 0o600)
}
