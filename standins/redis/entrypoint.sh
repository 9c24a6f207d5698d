#!/bin/bash
# Keeps the contract of docker.io/library/redis (redis/docker-library-redis, debian/docker-entrypoint.sh) around Debian's Redis.
set -euo pipefail

server=redis-server
user=redis

# may NAME: whether this process could use the capability.
may() { setpriv --dump | grep -Eq "^Capability bounding set:.*\b$1\b"; }

# fix MODE: of the files named on the standard input, those that the user could not use so are given to it, and made usable.
fix() {
  local mode=$1 file need said
  while IFS= read -r -d '' file; do
    if as_user test -r "$file" && [[ $mode == r ]]; then continue; fi
    if [[ $mode == rw ]] && as_user test -r "$file" -a -w "$file"; then continue; fi
    need=$mode
    if [[ -d $file ]]; then need=${mode}x; fi
    said=$(chown "$user" "$file" 2>&1) || echo "Warning: cannot change owner to '$user' for '$file': $said."
    said=$(chmod "u+$need" "$file" 2>&1) || echo "Warning: cannot change mode to 'u+$need' for '$file': $said."
  done
}

as_user() { setpriv --reuid "$user" --regid "$user" --clear-groups "$@"; }

# The folder is taken over only where it holds nothing but the server's own files. One that cannot be read ends the start.
fix_data() {
  local foreign
  foreign=$(find . -mindepth 1 -maxdepth 1 \! -name '*.rdb' \! -name appendonlydir -print -quit)
  if [[ -n $foreign ]]; then
    echo "Notice: Unknown file '$foreign' found in data dir. Permissions will not be modified."
  else
    find . -print0 | fix rw
  fi
}

if [[ ${1:-} == -* || ${1:-} == *.conf ]]; then set -- "$server" "$@"; fi

if [[ ${1:-} == "$server" ]]; then
  if [[ $(id -u) == 0 && -z ${SKIP_DROP_PRIVS:-} ]] && may setuid && may setgid; then
    if [[ -z ${SKIP_FIX_PERMS:-} ]]; then fix_data; fi
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
