#!/bin/sh
# Runs as root before the server: writes the passwords of the accounts given, hashed, into a file in memory that the server reads.
set -eu
umask 077

passwords=/run/mosquitto/passwords
rm -f "$passwords"
for user in probe "$@"; do
  file=$(printenv "$(printf '%s' "$user" | tr - _)_PASSWORD_FILE")
  printf '%s:%s\n' "$user" "$(cat "$file")" >>"$passwords"
done
mosquitto_passwd -U "$passwords"
chown mosquitto:mosquitto "$passwords"
# What the health command's client reads: no password stands on a command line.
printf '%s\n' '-u probe' "-P $(cat "$probe_PASSWORD_FILE")" >/run/mosquitto/mosquitto_sub

exec mosquitto -c /etc/mosquitto-server.conf
