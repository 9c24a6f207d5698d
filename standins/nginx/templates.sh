#!/bin/sh
# Writes each template of /etc/nginx/templates to conf.d, with the environment's variables whose names match the filter put in.
set -e

templates=${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}
suffix=${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}
output=${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}

[ -d "$templates" ] || exit 0
if [ ! -w "$output" ]; then
  echo "$0: ERROR: $templates exists, but $output is not writable"
  exit 0
fi
names=$(awk -v filter="${NGINX_ENVSUBST_FILTER:-}" 'BEGIN { for (name in ENVIRON) if (name ~ filter) printf "${%s} ", name }')
find "$templates" -follow -type f -name "*$suffix" | while read -r template; do
  relative=${template#"$templates/"}
  target="$output/${relative%"$suffix"}"
  mkdir -p "$(dirname "$target")"
  envsubst "$names" <"$template" >"$target"
done
