#!/bin/bash
# Keeps the contract of docker.io/library/mariadb (MariaDB/mariadb-docker, docker-entrypoint.sh) around Debian's MariaDB.
set -eo pipefail

data=/var/lib/mysql
socket=/run/mysqld/mysqld.sock

# from_file NAME [DEFAULT]: MARIADB_NAME or MYSQL_NAME, or the content of the file that either's _FILE points to; two of them end the start.
from_file() {
  local name value=${2:-}
  for name in "MYSQL_$1" "MARIADB_$1"; do
    local file="${name}_FILE"
    if [[ -n ${!name:-} && -n ${!file:-} ]]; then
      echo >&2 "[ERROR] [Entrypoint]: Both $name and $file are set (but are exclusive)"
      exit 1
    fi
    if [[ -n ${!name:-} ]]; then value=${!name}; elif [[ -n ${!file:-} ]]; then value=$(<"${!file}"); fi
    unset "$file"
  done
  export "MARIADB_$1=$value" "MYSQL_$1=$value"
}

sql() { MYSQL_PWD=${password:-} mariadb --protocol=socket --user=root --socket="$socket" --binary-mode "$@"; }
quoted() { sed "s/\\\\/\\\\\\\\/g; s/'/''/g" <<<"$1"; }

# with_server WORK ARGUMENTS...: WORK while a server runs that no client of the network reaches.
with_server() {
  local work=$1 pid
  shift
  "$@" --skip-networking --socket="$socket" &
  pid=$!
  for _ in {30..0}; do
    if sql --database=mysql <<<'SELECT 1' &>/dev/null; then break; fi
    sleep 1
  done
  "$work"
  kill "$pid"
  wait "$pid"
}

set_up() {
  mariadb-tzinfo-to-sql --skip-write-binlog /usr/share/zoneinfo 2>/dev/null | sql --database=mysql
  local root user health host
  root=$(quoted "$MARIADB_ROOT_PASSWORD")
  user=$(quoted "$MARIADB_PASSWORD")
  health=$(pwgen --numerals --capitalize -1 32)
  {
    echo "SET PASSWORD FOR 'root'@'localhost' = PASSWORD('$root');"
    echo "CREATE USER 'root'@'%' IDENTIFIED BY '$root'; GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;"
    for host in 127.0.0.1 ::1 localhost; do
      echo "CREATE USER healthcheck@'$host' IDENTIFIED BY '$health'; GRANT USAGE ON *.* TO healthcheck@'$host';"
    done
    if [[ -n $MARIADB_DATABASE ]]; then echo "CREATE DATABASE IF NOT EXISTS \`$MARIADB_DATABASE\`;"; fi
    if [[ -n $MARIADB_USER && -n $MARIADB_PASSWORD ]]; then
      echo "CREATE USER '$MARIADB_USER'@'%' IDENTIFIED BY '$user';"
      if [[ -n $MARIADB_DATABASE ]]; then echo "GRANT ALL ON \`${MARIADB_DATABASE//_/\\_}\`.* TO '$MARIADB_USER'@'%';"; fi
    fi
  } | sql --database=mysql
  password=$MARIADB_ROOT_PASSWORD
  (umask 0077 && printf '[mariadb-client]\nport=3306\nsocket=%s\nuser=healthcheck\npassword=%s\nprotocol=tcp\n' "$socket" "$health" >"$data/.my-healthcheck.cnf")
  local script
  for script in /docker-entrypoint-initdb.d/*; do
    case $script in
      *.sh) if [[ -x $script ]]; then "$script"; else . "$script"; fi ;;
      *.sql) sql ${MARIADB_DATABASE:+--database="$MARIADB_DATABASE"} <"$script" ;;
    esac
  done
}

main() {
  if [[ ${1:0:1} == - ]]; then set -- mariadbd "$@"; fi
  if [[ $1 != mariadbd ]]; then exec "$@"; fi
  from_file ROOT_PASSWORD
  from_file DATABASE
  from_file USER
  from_file PASSWORD
  mkdir -p "$data"
  if [[ $(id -u) == 0 ]]; then
    echo "stand-in: Debian's $(mariadbd --version | grep -o '[0-9.]*-MariaDB') under the contract of docker.io/library/mariadb; it is not that image"
    find "$data" \! -user mysql -exec chown mysql: '{}' +
    find /run/mysqld -maxdepth 0 \! -user mysql -exec chown mysql: '{}' \;
    exec gosu mysql "${BASH_SOURCE[0]}" "$@"
  fi
  if [[ ! -d $data/mysql ]]; then
    if [[ -z $MARIADB_ROOT_PASSWORD ]]; then
      echo >&2 '[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified'
      exit 1
    fi
    mariadb-install-db --datadir="$data" --rpm --auth-root-authentication-method=normal --skip-test-db --skip-log-bin "${@:2}" >/dev/null
    with_server set_up "$@"
    echo '[Note] [Entrypoint]: MariaDB init process done. Ready for start up.'
  fi
  exec "$@"
}

main "$@"
