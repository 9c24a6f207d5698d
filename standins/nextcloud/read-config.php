<?php
// Prints what nextcloud/server reads (lib/private/Config.php): config.php, and key by key over it what the other files give at present.
$folder = '/var/www/html/config/';
$others = glob($folder . '*.config.php');
natsort($others);
$read = static function (string $path): array {
    include $path;
    return $CONFIG ?? [];
};
$all = [];
foreach ([$folder . 'config.php', ...$others] as $path) {
    if (is_file($path)) {
        $all = array_merge($all, $read($path));
    }
}
echo json_encode($all, JSON_FORCE_OBJECT | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
