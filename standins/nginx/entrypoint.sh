#!/bin/sh
# Keeps the contract of docker.io/library/nginx (nginxinc/docker-nginx, entrypoint/docker-entrypoint.sh) around Debian's nginx.
set -e

say() { if [ -z "${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ]; then echo "$0: $*"; fi; }

echo "stand-in: Debian's nginx under the contract of docker.io/library/nginx; it is not that image"
if [ "$1" = nginx ] || [ "$1" = nginx-debug ]; then
  for script in $(find /docker-entrypoint.d -follow -type f | sort -V); do
    case $script in
      *.envsh) if [ -x "$script" ]; then say "Sourcing $script" && . "$script"; else say "Ignoring $script, not executable"; fi ;;
      *.sh) if [ -x "$script" ]; then say "Launching $script" && "$script"; else say "Ignoring $script, not executable"; fi ;;
      *) say "Ignoring $script" ;;
    esac
  done
  say "Configuration complete; ready for start up"
fi
exec "$@"
