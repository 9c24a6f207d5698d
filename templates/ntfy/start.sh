#!/bin/sh
# Sees to the accounts, as `account USER ROLE`, and what they may do, as `access USER TOPIC PERMISSION`; then starts the server.
set -eu

while [ "$#" -gt 0 ]; do
  if [ "$1" = account ]; then
    file=$(printenv "$(printf '%s' "$2" | tr - _)_PASSWORD_FILE")
    NTFY_PASSWORD=$(cat "$file")
    export NTFY_PASSWORD
    ntfy user add --ignore-exists --role="$3" "$2"
    ntfy user change-pass "$2"
    ntfy user change-role "$2" "$3"
    unset NTFY_PASSWORD
    shift 3
  else
    ntfy access "$2" "$3" "$4"
    shift 4
  fi
done

exec ntfy serve
