<?php
// OVERWRITE*, TRUSTED_PROXIES and FORWARDED_FOR_HEADERS as the image takes them: one that is not set gives nothing.
$words = static fn(string $text): array => array_values(array_filter(explode(' ', $text)));
$CONFIG = array_filter([
    'overwritehost' => getenv('OVERWRITEHOST'),
    'overwriteprotocol' => getenv('OVERWRITEPROTOCOL'),
    'overwrite.cli.url' => getenv('OVERWRITECLIURL'),
    'overwritewebroot' => getenv('OVERWRITEWEBROOT'),
    'overwritecondaddr' => getenv('OVERWRITECONDADDR'),
    'trusted_proxies' => $words((string) getenv('TRUSTED_PROXIES')),
    'forwarded_for_headers' => $words((string) getenv('FORWARDED_FOR_HEADERS')),
]);
