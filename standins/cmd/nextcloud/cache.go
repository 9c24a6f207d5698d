package main

import (
	"context"
	"net"
	"time"

	"github.com/redis/go-redis/v9"
)

// openCache opens what the configuration says, not the environment; nil where the configuration has no cache.
func (all config) openCache() *redis.Client {
	if all.text("memcache.locking") == "" && all.text("memcache.distributed") == "" {
		return nil
	}
	settings := all.within("redis")
	return redis.NewClient(&redis.Options{Addr: net.JoinHostPort(settings.text("host"), settings.text("port")), Username: settings.text("user"),
		Password: settings.text("password"), DialTimeout: 3 * time.Second, MaxRetries: -1, DisableIdentity: true})
}

// cacheState is what the cache answered: unused where there is none.
type cacheState struct {
	Used    bool   `json:"used"`
	Ping    string `json:"ping,omitempty"`
	Counter int64  `json:"counter,omitempty"`
}

// useCache sends a ping and counts up.
func (all config) useCache(ctx context.Context) (cacheState, error) {
	client := all.openCache()
	if client == nil {
		return cacheState{}, nil
	}
	defer client.Close()
	pong, err := client.Ping(ctx).Result()
	if err != nil {
		return cacheState{Used: true}, err
	}
	counter, err := client.Incr(ctx, "standin:requests").Result()
	return cacheState{Used: true, Ping: pong, Counter: counter}, err
}
