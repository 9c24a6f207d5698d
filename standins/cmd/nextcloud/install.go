package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"strconv"
	"strings"
	"time"

	"homelab-stacks/standins/internal/database"
	"homelab-stacks/standins/internal/standin"
)

// The variables that may come from files at installation (README of nextcloud/docker).
var installVariables = []string{"NEXTCLOUD_ADMIN_PASSWORD", "NEXTCLOUD_ADMIN_USER", "MYSQL_DATABASE", "MYSQL_PASSWORD", "MYSQL_USER",
	"POSTGRES_DB", "POSTGRES_PASSWORD", "POSTGRES_USER"}

// install needs the admin and a complete database set; without them the first visitor would get the web installer.
func install() error {
	for _, name := range installVariables {
		if err := standin.FileEnv(name); err != nil {
			return err
		}
	}
	if os.Getenv("NEXTCLOUD_ADMIN_USER") == "" || os.Getenv("NEXTCLOUD_ADMIN_PASSWORD") == "" || chosenDatabase() == nil {
		fmt.Println("Next step: Access your instance to finish the web-based installation!")
		return nil
	}
	if err := runHooks("pre-installation"); err != nil {
		return err
	}
	fmt.Println("Starting nextcloud installation")
	for try := 0; asWwwData("php", webRoot+"/occ", "maintenance:install") != nil; try++ {
		if try == 10 {
			return errors.New("Installing of nextcloud failed!")
		}
		fmt.Println("Retrying install...")
		time.Sleep(10 * time.Second)
	}
	for index, domain := range strings.Fields(os.Getenv("NEXTCLOUD_TRUSTED_DOMAINS")) {
		if err := asWwwData("php", webRoot+"/occ", "config:system:set", "trusted_domains", strconv.Itoa(index+1), "--value="+domain); err != nil {
			return err
		}
	}
	return runHooks("post-installation")
}

// chosenDatabase is what config.php says of the database that the environment names in full; nothing where it names none.
func chosenDatabase() config {
	for kind, names := range map[string][]string{
		"mysql": {"MYSQL_HOST", "MYSQL_DATABASE", "MYSQL_USER", "MYSQL_PASSWORD"},
		"pgsql": {"POSTGRES_HOST", "POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD"},
	} {
		found := config{"dbtype": kind}
		for index, key := range []string{"dbhost", "dbname", "dbuser", "dbpassword"} {
			if value := os.Getenv(names[index]); value != "" {
				found[key] = value
			}
		}
		if len(found) == 5 {
			return found
		}
	}
	return nil
}

var schema = []string{
	"create table if not exists oc_appconfig (appid varchar(32), configkey varchar(64), configvalue text, primary key (appid, configkey))",
	"create table if not exists oc_users (uid varchar(64) primary key)",
	"create table if not exists oc_migrations (version varchar(32) primary key)",
	"create table if not exists oc_requests (at timestamp not null default current_timestamp)",
}

// installDatabase is `occ maintenance:install`: tables, the admin's row, config.php with index 0 = localhost.
func installDatabase() error {
	_, image, err := versions()
	if err != nil {
		return err
	}
	folder := os.Getenv("NEXTCLOUD_DATA_DIR")
	if folder == "" {
		folder = webRoot + "/data"
	}
	result, err := readConfig()
	if err != nil {
		return err
	}
	result["datadirectory"] = folder
	maps.Copy(result, chosenDatabase())
	result["trusted_domains"] = map[string]any{"0": "localhost"}
	err = database.With(result.database(), func(ctx context.Context, connection database.Connection) error {
		for _, statement := range schema {
			if err := connection.Do(ctx, statement); err != nil {
				return err
			}
		}
		admin := os.Getenv("NEXTCLOUD_ADMIN_USER")
		if err := connection.Do(ctx, "delete from oc_users where uid = ?", admin); err != nil {
			return err
		}
		return connection.Do(ctx, "insert into oc_users (uid) values (?)", admin)
	})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o770); err != nil {
		return err
	}
	if err := os.WriteFile(folder+"/.ncdata", []byte("# Nextcloud data directory\n"), 0o644); err != nil {
		return err
	}
	result["version"], result["installed"] = image.String(), true
	return result.write()
}
