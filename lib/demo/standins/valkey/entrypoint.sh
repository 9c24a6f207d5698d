#!/bin/bash
# Keeps the contract of docker.io/valkey/valkey (valkey-io/valkey-container, docker-entrypoint.sh) around Debian's Valkey.
set -euo pipefail

server=valkey-server
user=valkey

# has_capability BIT: whether this process's effective set has it (linux/capability.h: SETGID 6, SETUID 7).
has_capability() {
  local effective
  effective=$(grep -i '^CapEff:' /proc/self/status | tr -d '[:space:]' | cut -d: -f2)
  ((16#$effective >> $1 & 1))
}

# Ownership is mended only where the folder holds nothing but the server's own files.
mend_ownership() {
  if find . -mindepth 1 -maxdepth 1 \! -name '*.rdb' \! -name appendonlydir -print -quit | grep -q .; then return; fi
  find . \! -user "$user" -exec chown "$user" '{}' + || :
}

if [[ ${1:-} == -* || ${1:-} == *.conf ]]; then set -- "$server" "$@"; fi

if [[ ${1:-} == "$server" ]]; then
  echo "stand-in: Debian's $server under the contract of the $user image; it is not that image"
  # The official images turn protected mode off at compile time.
  read -r -a flags <<<"${VALKEY_EXTRA_FLAGS:-}"
  set -- "$@" --protected-mode no "${flags[@]}"
  if [[ $(id -u) == 0 ]]; then
    if [[ -z ${SKIP_FIX_PERMS:-} ]]; then mend_ownership; fi
    if [[ -z ${SKIP_DROP_PRIVS:-} ]] && has_capability 6 && has_capability 7; then
      exec setpriv --reuid "$user" --regid "$user" --clear-groups "$@"
    fi
  fi
fi
exec "$@"
