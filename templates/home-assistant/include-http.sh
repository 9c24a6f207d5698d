#!/bin/sh
# Makes the configuration where there is none, as the first start would, and has it read the settings of the web server from the file
# that the definition writes: running it again changes nothing.
set -eu

file=/config/configuration.yaml
include='http: !include {{settings}}'

[ -e "$file" ] || python3 -m homeassistant --script ensure_config --config /config
if grep -qxF "$include" "$file"; then exit 0; fi
if grep -q '^http:' "$file"; then
  echo "$file has an http: of its own; take it out, and it is replaced by: $include" >&2
  exit 1
fi
printf '\n# Written by the homelab: the addresses of its reverse proxies.\n%s\n' "$include" >>"$file"
