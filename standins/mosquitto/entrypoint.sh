#!/bin/sh
# Keeps the contract of docker.io/library/eclipse-mosquitto (eclipse-mosquitto/mosquitto, docker/2.1-alpine) around Debian's Mosquitto.
set -e
if [ "$(id -u)" = 0 ]; then chown --no-dereference --recursive mosquitto:mosquitto /mosquitto; fi
echo "stand-in: Debian's Mosquitto under the contract of docker.io/library/eclipse-mosquitto; it is not that image"
exec "$@"
