package main

import (
	"context"
	"net"
	"os"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// openCache reads the environment on each use, as config/redis.config.php does; nil where REDIS_HOST is not set.
func openCache() (*redis.Client, error) {
	host := os.Getenv("REDIS_HOST")
	if host == "" {
		return nil, nil
	}
	password := os.Getenv("REDIS_HOST_PASSWORD")
	if path := os.Getenv("REDIS_HOST_PASSWORD_FILE"); path != "" {
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		password = strings.TrimSpace(string(content))
	}
	number := os.Getenv("REDIS_HOST_PORT")
	if number == "" {
		number = "6379"
	}
	return redis.NewClient(&redis.Options{Addr: net.JoinHostPort(host, number), Username: os.Getenv("REDIS_HOST_USER"), Password: password,
		DialTimeout: 3 * time.Second, MaxRetries: -1, DisableIdentity: true}), nil
}

// cacheState is what the cache answered: unused where there is none.
type cacheState struct {
	Used    bool   `json:"used"`
	Ping    string `json:"ping,omitempty"`
	Counter int64  `json:"counter,omitempty"`
}

// useCache sends a ping and counts up.
func useCache(ctx context.Context) (cacheState, error) {
	client, err := openCache()
	if client == nil || err != nil {
		return cacheState{}, err
	}
	defer client.Close()
	pong, err := client.Ping(ctx).Result()
	if err != nil {
		return cacheState{Used: true}, err
	}
	counter, err := client.Incr(ctx, "standin:requests").Result()
	return cacheState{Used: true, Ping: pong, Counter: counter}, err
}
