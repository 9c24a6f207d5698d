package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"homelab-stacks/standins/internal/database"
	"homelab-stacks/standins/internal/standin"
)

// cron is /cron.sh: at once and then every CRON_SECONDS (300, as the image's crontab has it) it leaves its mark in the database and in
// the data folder, as www-data. A failed run is logged and tried again, as crond would.
func cron() error {
	if err := standin.StepDown(wwwData, wwwData); err != nil {
		return fmt.Errorf("cron: cannot become www-data: %w", err)
	}
	seconds := 300
	if given := os.Getenv("CRON_SECONDS"); given != "" {
		var err error
		if seconds, err = strconv.Atoi(given); err != nil || seconds < 1 {
			return fmt.Errorf("CRON_SECONDS: %q is not a number of seconds", given)
		}
	}
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT, syscall.SIGWINCH)
	defer cancel()
	ticker := time.NewTicker(time.Duration(seconds) * time.Second)
	defer ticker.Stop()
	for {
		if err := beat(); err != nil {
			fmt.Fprintf(os.Stderr, "cron: %v\n", err)
		} else {
			fmt.Println("cron: done")
		}
		select {
		case <-stop.Done():
			return nil
		case <-ticker.C:
		}
	}
}

func beat() error {
	all, err := readConfig()
	if err != nil {
		return err
	}
	if !all.flag("installed") {
		return errors.New("Nextcloud is not installed")
	}
	if all.flag("maintenance") {
		return errors.New("Nextcloud is in maintenance mode, no job runs")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	cache, err := all.useCache(ctx)
	if err != nil {
		return fmt.Errorf("redis: %w", err)
	}
	moment := time.Now().UTC().Format(time.RFC3339)
	err = database.With(all.database(), func(ctx context.Context, connection database.Connection) error {
		if err := connection.Do(ctx, "delete from oc_appconfig where appid = 'core' and configkey in ('lastcron', 'lastcronredis')"); err != nil {
			return err
		}
		return connection.Do(ctx, "insert into oc_appconfig values ('core', 'lastcron', ?), ('core', 'lastcronredis', ?)", moment, strconv.FormatBool(cache.Used))
	})
	if err != nil {
		return err
	}
	return os.WriteFile(all.text("datadirectory")+"/cron.heartbeat", []byte(moment+"\n"), 0o640)
}

// heartbeat is the mark that cron left, as the database and the data folder have it.
type heartbeat struct {
	Database string `json:"database"`
	File     string `json:"file"`
	Redis    string `json:"redis"`
}
