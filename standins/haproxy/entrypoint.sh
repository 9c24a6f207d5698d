#!/bin/sh
# Keeps the contract of docker.io/library/haproxy (docker-library/haproxy, docker-entrypoint.sh): options alone are HAProxy's, which
# runs in the foreground as a master with one worker.
set -e

echo "stand-in: Debian's haproxy under the contract of docker.io/library/haproxy; it is not that image" >&2
case ${1:-} in
  -*) set -- haproxy "$@" ;;
esac
if [ "${1:-}" = haproxy ]; then
  shift
  set -- haproxy -W -db "$@"
fi
exec "$@"
