#!/bin/sh
# The image's process 1 hands signals on; what runs here takes them itself.
[ "$1" = -- ] && shift
exec "$@"
