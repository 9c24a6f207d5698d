#!/bin/bash -e
# As the image's own begins: the server and the worker are one program, and its health is asked for by this one too
# (goauthentik/authentik, lifecycle/ak).
case "$1" in
  healthcheck) exec bash -c '</dev/tcp/127.0.0.1/9000' ;;
  server) exec program server ;;
  worker)
    [ -n "$AUTHENTIK_BOOTSTRAP_PASSWORD" ] || { echo "the worker has no password for akadmin" >&2; exit 1; }
    for file in /blueprints/custom/*.yaml; do
      grep -qx 'version: 1' "$file" || { echo "$file is no blueprint" >&2; exit 1; }
    done
    exec program worker
    ;;
  *) echo "ak: unknown command $1" >&2; exit 1 ;;
esac
