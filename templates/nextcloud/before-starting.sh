#!/bin/sh
# Runs as www-data before each start of Apache: brings into Nextcloud's own configuration what the image reads at installation only.
set -euf

occ() { php /var/www/html/occ "$@"; }

# The database's password may have been rotated; Nextcloud merges this file over the config.php that holds the first one.
cat > /var/www/html/config/database-password.config.php <<'PHP'
<?php
$file = getenv('POSTGRES_PASSWORD_FILE');
if ($file && is_readable($file)) {
  $CONFIG = ['dbpassword' => trim(file_get_contents($file))];
}
PHP

# Without an installation there is nothing to reconcile.
if ! occ status | grep -q 'installed: true'; then exit 0; fi

# shellcheck disable=SC2086 # the names are words
set -- localhost $NEXTCLOUD_TRUSTED_DOMAINS
if [ "$(occ config:system:get trusted_domains)" = "$(printf '%s\n' "$@")" ]; then exit 0; fi

occ config:system:delete trusted_domains
index=0
for domain in "$@"; do
  occ config:system:set trusted_domains "$index" --value="$domain"
  index=$((index + 1))
done
