#!/bin/sh
# As the image's own asks, for a DOMAIN without a path (dani-garcia/vaultwarden, docker/healthcheck.sh).
exec curl --insecure --fail --silent --show-error "http://localhost:${ROCKET_PORT}/alive"
