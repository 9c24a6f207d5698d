<?php
// REDIS_* as the image takes them: the cache and the lock of files.
if (getenv('REDIS_HOST')) {
    $secret = getenv('REDIS_HOST_PASSWORD_FILE');
    $CONFIG = [
        'memcache.distributed' => '\OC\Memcache\Redis',
        'memcache.locking' => '\OC\Memcache\Redis',
        'redis' => [
            'host' => getenv('REDIS_HOST'),
            'port' => (int) (getenv('REDIS_HOST_PORT') ?: 6379),
            'password' => $secret ? trim(file_get_contents($secret)) : (string) getenv('REDIS_HOST_PASSWORD'),
            ...(getenv('REDIS_HOST_USER') ? ['user' => getenv('REDIS_HOST_USER')] : []),
        ],
    ];
}
