#!/bin/bash
# Keeps the contract of docker.io/library/redis (redis/docker-library-redis, debian/docker-entrypoint.sh) around Debian's Redis.
set -euo pipefail

server=redis-server
user=redis

# may NAME: whether this process could use the capability.
may() { setpriv --dump | grep -Eq "^Capability bounding set:.*\b$1\b"; }

# Ownership is fixed only where the folder holds nothing but the server's own files. A folder that cannot be read ends the start.
fix_ownership() {
  local foreign
  foreign=$(find . -mindepth 1 -maxdepth 1 \! -name '*.rdb' \! -name appendonlydir -print -quit)
  if [[ -n $foreign ]]; then return; fi
  find . \! -user "$user" -exec chown "$user" '{}' + || :
}

if [[ ${1:-} == -* || ${1:-} == *.conf ]]; then set -- "$server" "$@"; fi

if [[ ${1:-} == "$server" ]]; then
  if [[ $(id -u) == 0 && -z ${SKIP_DROP_PRIVS:-} ]] && may setuid && may setgid; then
    if [[ -z ${SKIP_FIX_PERMS:-} ]]; then fix_ownership; fi
    # As in the image: emptying the bounding set needs SETPCAP, without which the start ends here.
    exec setpriv --reuid "$user" --regid "$user" --clear-groups --nnp \
      --inh-caps=-all --ambient-caps=-all --bounding-set=-all "$0" "$@"
  fi
  echo "stand-in: Debian's $server under the contract of the $user image; it is not that image"
  # The official images turn protected mode off at compile time.
  set -- "$@" --protected-mode no
fi
if [[ $(umask) == 0022 ]]; then umask 0077; fi
exec "$@"
