#!/bin/sh
# Makes, for each name given, a role and a database of that name where they are missing, and sets the role's password to the one
# of the file that <name>_PASSWORD_FILE names; in the database, the extensions of <name>_EXTENSIONS where those are missing. Running it again changes nothing, and after a rotation it brings the new password.
set -eu

PGPASSWORD=$(cat "$PGPASSWORD_FILE")
export PGPASSWORD

for name in "$@"; do
  PASSWORD_FILE=$(printenv "${name}_PASSWORD_FILE")
  export PASSWORD_FILE
  psql --no-psqlrc --quiet --dbname postgres --set ON_ERROR_STOP=1 --set name="$name" <<'SQL'
-- No statement with a password may reach the server's log, whatever the server is set to log.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';
\set password `cat "$PASSWORD_FILE"`

SELECT format('CREATE ROLE %I', :'name')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \gexec
ALTER ROLE :"name" LOGIN PASSWORD :'password';

SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'name')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
REVOKE CONNECT, TEMPORARY ON DATABASE :"name" FROM PUBLIC;
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
SQL
  for extension in $(printenv "${name}_EXTENSIONS" || true); do
    psql --no-psqlrc --quiet --dbname "$name" --set ON_ERROR_STOP=1 --set extension="$extension" <<'SQL'
-- An extension that is there stays at its version: its consumer may have to do more than update it.
CREATE EXTENSION IF NOT EXISTS :"extension" CASCADE;
SQL
  done
  echo "$name: ready"
done
