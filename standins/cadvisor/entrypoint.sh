#!/bin/sh
# Keeps the contract of ghcr.io/google/cadvisor (google/cadvisor, deploy/): all arguments are the program's.
echo "stand-in: cAdvisor's libraries under a program of our own and the contract of ghcr.io/google/cadvisor; it is not that image" >&2
exec /usr/bin/cadvisor -logtostderr "$@"
