#!/bin/sh
# Makes, for each name given, a user and a database of that name where they are missing, and sets the user's password to the one
# of the file that <name>_PASSWORD_FILE names: running it again changes nothing, and after a rotation it brings the new password.
set -eu

MYSQL_PWD=$(cat "$MARIADB_PASSWORD_FILE")
export MYSQL_PWD

for name in "$@"; do
  password=$(sed "s/\\\\/\\\\\\\\/g; s/'/''/g" "$(printenv "${name}_PASSWORD_FILE")")
  # As a pattern of database names, which GRANT takes, `_` would stand for any character.
  pattern=$(printf '%s' "$name" | sed 's/_/\\_/g')
  mariadb --host="$MARIADB_HOST" --user=root --batch --binary-mode <<SQL
-- No statement with a password may reach the server's log, whatever the server is set to log.
SET SESSION sql_log_off = 1;
SET SESSION sql_mode = REPLACE(@@SESSION.sql_mode, 'NO_BACKSLASH_ESCAPES', '');
CREATE DATABASE IF NOT EXISTS \`$name\`;
CREATE USER IF NOT EXISTS '$name'@'%' IDENTIFIED BY '$password';
ALTER USER '$name'@'%' IDENTIFIED BY '$password';
GRANT ALL ON \`$pattern\`.* TO '$name'@'%';
SQL
  echo "$name: ready"
done
