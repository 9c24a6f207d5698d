#!/bin/sh
# Runs as www-data, once the pages answer. Nextcloud signs people in by its app user_oidc, which keeps the provider in the database.
set -eu
cd /var/www/html
name=Sign-on

if [ -z "${SIGN_ON_CLIENT:-}" ]; then
  others=$(php occ user_oidc:provider --output=json 2>/dev/null | grep -o '"identifier":"[^"]*"' | grep -cv ":\"$name\"" || true)
  # The provider stays: the accounts that came by it hang on it, and are whole again when it is back.
  if [ "${others:-0}" -eq 0 ]; then php occ app:disable user_oidc; fi
  exit 0
fi

# Installs it where it is not there yet.
php occ app:enable user_oidc

host=${SIGN_ON_DISCOVERY#*://}
host=${host%%[/:]*}
case $(getent hosts "$host" || true) in
  10.* | 127.* | 192.168.* | 172.1[6-9].* | 172.2[0-9].* | 172.3[01].* | 169.254.* | f[cd]* | fe80:* | ::1*)
    if [ "$(php occ config:system:get allow_local_remote_servers || true)" != true ]; then
      echo "$host is a private address, and Nextcloud asks no server at one, since any of its users could have it ask." >&2
      echo 'Allow it: docker exec -u www-data <container> php occ config:system:set allow_local_remote_servers --type=boolean --value=true' >&2
      exit 1
    fi
    ;;
esac

php occ user_oidc:provider "$name" --clientid="$SIGN_ON_CLIENT" --clientsecret-file="$SIGN_ON_SECRET_FILE" \
  --discoveryuri="$SIGN_ON_DISCOVERY" --scope='openid profile email' --unique-uid=1
