#!/bin/sh
# Runs as www-data before an upgrade and before each start of Apache. What config.php took from the environment once, it keeps for
# good; this file is read over it at every request, and says what the environment says now. A null counts as not there.
set -eu
cd /var/www/html

cat > config/zz-homelab.config.php.new <<'PHP'
<?php
$CONFIG = (static function (): array {
  $get = static fn(string $name): ?string => getenv($name) ?: null;
  $words = static fn(string $name): array => preg_split('/\s+/', (string) getenv($name), -1, PREG_SPLIT_NO_EMPTY);
  // The entrypoint puts some values in place of the names of their files.
  $secret = static function (string $name) use ($get): ?string {
    $file = $get("{$name}_FILE");
    return $file !== null && is_readable($file) ? trim(file_get_contents($file)) : $get($name);
  };
  $cache = $get('REDIS_HOST') === null ? null : '\OC\Memcache\Redis';
  return [
    ...array_filter([
      'dbhost' => $get('POSTGRES_HOST') ?? $get('MYSQL_HOST'),
      'dbname' => $get('POSTGRES_DB') ?? $get('MYSQL_DATABASE'),
      'dbuser' => $get('POSTGRES_USER') ?? $get('MYSQL_USER'),
      'dbpassword' => $secret('POSTGRES_PASSWORD') ?? $secret('MYSQL_PASSWORD'),
    ]),
    'memcache.distributed' => $cache,
    'memcache.locking' => $cache,
    'redis' => $cache === null ? null : array_filter([
      'host' => $get('REDIS_HOST'),
      'port' => (int) ($get('REDIS_HOST_PORT') ?? 6379),
      'user' => $get('REDIS_HOST_USER'),
      'password' => $secret('REDIS_HOST_PASSWORD'),
    ]),
    'trusted_domains' => ['localhost', ...$words('NEXTCLOUD_TRUSTED_DOMAINS')],
    'trusted_proxies' => $words('TRUSTED_PROXIES') ?: null,
    'forwarded_for_headers' => $words('FORWARDED_FOR_HEADERS') ?: null,
    'overwriteprotocol' => $get('OVERWRITEPROTOCOL'),
    'overwritehost' => $get('OVERWRITEHOST'),
    'overwritewebroot' => $get('OVERWRITEWEBROOT'),
    'overwritecondaddr' => $get('OVERWRITECONDADDR'),
    'overwrite.cli.url' => $get('OVERWRITECLIURL'),
  ];
})();
PHP
mv config/zz-homelab.config.php.new config/zz-homelab.config.php
# The name of the file when it held the password alone.
rm -f config/database-password.config.php

case $0 in */pre-upgrade/*) exit 0 ;; esac

# Without its database it cannot tell how it is. It starts all the same, and is unhealthy until the database is back.
if ! status=$(php occ status); then exit 0; fi

case $status in
  *'installed: true'*) ;;
  *)
    # As it is, the first visitor would be asked to set it up.
    echo 'Nextcloud is not installed, though its files are there: the first installation did not finish, or config/config.php is gone.' >&2
    echo 'Restore config.php; or, where there is no data yet, remove the volume of /var/www/html and empty the database.' >&2
    exit 1
    ;;
esac

case $status in
  *'needsDbUpgrade: true'*)
    echo 'The database is older than the code: an upgrade did not finish. It runs again.'
    php occ upgrade
    php occ maintenance:mode --off
    ;;
esac
