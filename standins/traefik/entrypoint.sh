#!/bin/sh
# Keeps the contract of docker.io/library/traefik (traefik/traefik-library-image): arguments alone, and Traefik's own commands, are Traefik's.
set -e

echo "stand-in: Traefik, built without its DNS providers, under the contract of docker.io/library/traefik; it is not that image" >&2
case ${1:-} in
  -* | healthcheck | version) set -- traefik "$@" ;;
esac
exec "$@"
