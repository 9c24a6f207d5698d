package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"homelab-stacks/standins/internal/database"
)

// provider is what `occ user_oidc:provider` keeps (nextcloud/user_oidc, lib/Command/UpsertProvider.php); the stand-in has one at most.
type provider struct {
	Identifier string `json:"identifier"`
	ClientID   string `json:"clientId"`
	Discovery  string `json:"discoveryEndpoint"`
	Scope      string `json:"scope"`
	// Secret is how long it is.
	Secret int `json:"secret"`
}

const app = "user_oidc"

// signOn runs the commands that turn user_oidc on and off, and its own; whether it is one of them is known.
func signOn(all config, arguments []string) (known bool, err error) {
	work := map[string]func(context.Context, database.Connection, []string) error{
		"app:enable": enable, "app:disable": disable, "user_oidc:provider": provide,
	}[arguments[0]]
	if work == nil {
		return false, nil
	}
	return true, database.With(all.database(), func(ctx context.Context, connection database.Connection) error {
		return work(ctx, connection, arguments[1:])
	})
}

func enable(ctx context.Context, connection database.Connection, apps []string) error {
	if len(apps) != 1 || apps[0] != app {
		return fmt.Errorf("the stand-in has the app %s alone, not %q", app, apps)
	}
	return keep(ctx, connection, "enabled", "yes")
}

func disable(ctx context.Context, connection database.Connection, apps []string) error {
	if len(apps) != 1 || apps[0] != app {
		return fmt.Errorf("No such app enabled: %q", apps)
	}
	return keep(ctx, connection, "enabled", "no")
}

func provide(ctx context.Context, connection database.Connection, arguments []string) error {
	if enabled, err := kept(ctx, connection, "enabled"); err != nil || enabled != "yes" {
		return errors.Join(err, errors.New(`There are no commands defined in the "user_oidc" namespace.`))
	}
	if len(arguments) == 1 && arguments[0] == "--output=json" {
		found, err := providers(ctx, connection)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(found)
	}
	path, flags, err := split(arguments)
	if err != nil {
		return err
	}
	secret, err := os.ReadFile(flags["--clientsecret-file"])
	if err != nil || len(secret) == 0 {
		return fmt.Errorf("Client secret file %q could not be read or is empty", flags["--clientsecret-file"])
	}
	given := provider{path[0], flags["--clientid"], flags["--discoveryuri"], flags["--scope"], len(strings.TrimSpace(string(secret)))}
	content, err := json.Marshal(given)
	if err != nil {
		return err
	}
	return keep(ctx, connection, "provider", string(content))
}

func providers(ctx context.Context, connection database.Connection) ([]provider, error) {
	content, err := kept(ctx, connection, "provider")
	if err != nil || content == "" {
		return []provider{}, err
	}
	found := make([]provider, 1)
	return found, json.Unmarshal([]byte(content), &found[0])
}

// shown are the providers by which the page offers to sign in.
func shown(ctx context.Context, connection database.Connection) ([]provider, error) {
	if enabled, err := kept(ctx, connection, "enabled"); err != nil || enabled != "yes" {
		return []provider{}, err
	}
	return providers(ctx, connection)
}

func kept(ctx context.Context, connection database.Connection, key string) (value string, err error) {
	err = connection.Row(ctx, "select configvalue from oc_appconfig where appid = ? and configkey = ?", app, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}

func keep(ctx context.Context, connection database.Connection, key, value string) error {
	if err := connection.Do(ctx, "delete from oc_appconfig where appid = ? and configkey = ?", app, key); err != nil {
		return err
	}
	return connection.Do(ctx, "insert into oc_appconfig (appid, configkey, configvalue) values (?, ?, ?)", app, key, value)
}
