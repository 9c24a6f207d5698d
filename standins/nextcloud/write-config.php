<?php
// Replaces config.php with the values on the standard input, as nextcloud/server writes it: all of them, wherever they came from.
$path = '/var/www/html/config/config.php';
$all = json_decode(stream_get_contents(STDIN), true, 16, JSON_THROW_ON_ERROR);
file_put_contents("$path.new", "<?php\n\$CONFIG = " . var_export($all, true) . ";\n");
chmod("$path.new", 0640);
rename("$path.new", $path);
