#!/bin/bash
# Keeps the contract of docker.io/library/postgres (docker-library/postgres, docker-entrypoint.sh) around Debian's PostgreSQL.
set -Eeuo pipefail

# from_file NAME [DEFAULT]: NAME, else the content of the file that NAME_FILE points to, else the default; both set ends the start.
from_file() {
  local name=$1 file="$1_FILE"
  if [[ -n ${!name:-} && -n ${!file:-} ]]; then
    echo >&2 "error: both $name and $file are set (but are exclusive)"
    exit 1
  fi
  local value=${!name:-${2:-}}
  if [[ -n ${!file:-} ]]; then value=$(<"${!file}"); fi
  export "$name=$value"
  unset "$file"
}

own_storage() {
  install -d -m 0700 "$PGDATA" 2>/dev/null || :
  install -d -m 3775 /var/run/postgresql || :
  find "$PGDATA" \! -user postgres -exec chown postgres '{}' +
  find /var/run/postgresql \! -user postgres -exec chown postgres '{}' +
  chmod 0700 "$PGDATA"
  if [[ -n ${POSTGRES_INITDB_WALDIR:-} ]]; then
    install -d -m 0700 "$POSTGRES_INITDB_WALDIR"
    find "$POSTGRES_INITDB_WALDIR" \! -user postgres -exec chown postgres '{}' +
  fi
}

# From 18 on data lies in a folder of its version, under one mount of /var/lib/postgresql.
refuse_old_layout() {
  if ((PG_MAJOR < 18)) || [[ $PGDATA != "/var/lib/postgresql/$PG_MAJOR/docker" ]]; then return; fi
  local found=()
  if grep -q ' /var/lib/postgresql/data ' /proc/self/mountinfo; then found+=("/var/lib/postgresql/data (unused mount/volume)"); fi
  local version
  for version in /var/lib/postgresql /var/lib/postgresql/data /var/lib/postgresql/*/docker; do
    if [[ $version != "$PGDATA" && -s $version/PG_VERSION ]]; then found+=("$version"); fi
  done
  if ((${#found[@]} == 0)); then return; fi
  echo >&2 "Error: in 18+, these Docker images are configured to store database data in a format which is compatible with \"pg_ctlcluster\""
  echo >&2 "(specifically, using major-version-specific directory names). The suggested mount is a single one at /var/lib/postgresql."
  printf >&2 'found: %s\n' "${found[@]}"
  exit 1
}

check_password() {
  if [[ -z ${POSTGRES_PASSWORD:-} && ${POSTGRES_HOST_AUTH_METHOD:-} != trust ]]; then
    echo >&2 'Error: Database is uninitialized and superuser password is not specified.'
    echo >&2 '       You must specify POSTGRES_PASSWORD to a non-empty value for the superuser.'
    exit 1
  fi
}

run_sql() { PGHOST= PGHOSTADDR= psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc --username "$POSTGRES_USER" "$@"; }
# The name that sourced init scripts know it by.
docker_process_sql() { run_sql ${POSTGRES_DB:+--dbname "$POSTGRES_DB"} "$@"; }

run_init_scripts() {
  local script
  for script in /docker-entrypoint-initdb.d/*; do
    case $script in
      *.sh)
        echo "$0: running $script"
        if [[ -x $script ]]; then "$script"; else . "$script"; fi
        ;;
      *.sql) echo "$0: running $script" && docker_process_sql -f "$script" ;;
      *.sql.gz) echo "$0: running $script" && gunzip -c "$script" | docker_process_sql ;;
      */\*) ;;
      *) echo "$0: ignoring $script" ;;
    esac
  done
}

# first_start makes the cluster with a server on the Unix socket only, so that no client comes before the scripts have run.
first_start() {
  # shellcheck disable=SC2086 # the arguments are words, as in the image
  eval 'initdb --username="$POSTGRES_USER" --pwfile=<(printf "%s\n" "$POSTGRES_PASSWORD") '"${POSTGRES_INITDB_WALDIR:+--waldir=\"\$POSTGRES_INITDB_WALDIR\"} ${POSTGRES_INITDB_ARGS:-}"
  printf '\nhost all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-$(postgres -C password_encryption)}" >>"$PGDATA/pg_hba.conf"
  PGUSER=$POSTGRES_USER pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -p 5432" -w start
  if [[ $POSTGRES_DB != postgres ]]; then
    run_sql --dbname postgres --set db="$POSTGRES_DB" <<<'create database :"db";'
  fi
  run_init_scripts
  PGUSER=$POSTGRES_USER pg_ctl -D "$PGDATA" -m fast -w stop
  echo 'PostgreSQL init process complete; ready for start up.'
}

main() {
  if [[ ${1:-} == -* ]]; then set -- postgres "$@"; fi
  if [[ ${1:-} != postgres ]]; then exec "$@"; fi
  if [[ $(id -u) == 0 ]]; then
    echo "stand-in: Debian's PostgreSQL $(postgres --version | grep -o '[0-9.]*' | head -1) under the contract of docker.io/library/postgres:$PG_MAJOR; it is not that image"
    refuse_old_layout
    own_storage
    exec gosu postgres "$BASH_SOURCE" "$@"
  fi
  install -d -m 0700 "$PGDATA" 2>/dev/null || :
  chmod 0700 "$PGDATA" 2>/dev/null || :
  if [[ ! -s $PGDATA/PG_VERSION ]]; then
    refuse_old_layout
    from_file POSTGRES_PASSWORD
    from_file POSTGRES_USER postgres
    from_file POSTGRES_DB "$POSTGRES_USER"
    from_file POSTGRES_INITDB_ARGS
    check_password
    first_start
  fi
  exec "$@"
}

main "$@"
