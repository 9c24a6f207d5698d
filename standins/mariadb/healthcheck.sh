#!/bin/bash
# The two tests of the image's own script that the component asks for (MariaDB/mariadb-docker, healthcheck.sh).
set -eo pipefail

ask() { mariadb --defaults-extra-file=/var/lib/mysql/.my-healthcheck.cnf --skip-ssl --protocol socket -B --skip-column-names -e "$1"; }

for test in "$@"; do
  case $test in
    --connect) [[ $(ask 'select @@skip_networking') == 0 ]] ;;
    --innodb_initialized) [[ $(ask "select 1 from information_schema.ENGINES where engine='innodb' and support in ('YES', 'DEFAULT')") == 1 ]] ;;
    *)
      echo >&2 "Unknown healthcheck option $test"
      exit 1
      ;;
  esac
done
