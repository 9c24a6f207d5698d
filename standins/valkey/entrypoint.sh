#!/bin/bash
# Keeps the contract of docker.io/valkey/valkey (valkey-io/valkey-container, docker-entrypoint.sh) around Debian's Valkey.
set -euo pipefail

server=valkey-server
user=valkey

if [[ ${1:-} == -* || ${1:-} == *.conf ]]; then set -- "$server" "$@"; fi

if [[ ${1:-} == "$server" ]]; then
  if [[ $(id -u) == 0 ]]; then
    # As in the image: a folder that cannot be read, and a step down that is not allowed, end the start.
    find . \! -user "$user" -exec chown "$user" '{}' +
    exec setpriv --reuid "$user" --regid "$user" --clear-groups -- "$0" "$@"
  fi
  if [[ ! -w . ]]; then
    echo >&2 "error: directory is not writable by current user ($(id -u))"
    exit 1
  fi
  echo "stand-in: Debian's $server under the contract of the $user image; it is not that image"
  # The official images turn protected mode off at compile time.
  read -r -a flags <<<"${VALKEY_EXTRA_FLAGS:-}"
  set -- "$@" --protected-mode no "${flags[@]}"
fi
if [[ $(umask) == 0022 ]]; then umask 0077; fi
exec "$@"
