#!/bin/sh
# Keeps the contract of docker.io/library/registry (distribution/distribution-library-image, docker-entrypoint.sh) around Debian's registry.
set -e
case ${1:-} in
  *.yaml | *.yml)
    echo "stand-in: Debian's docker-registry under the contract of docker.io/library/registry; it is not that image"
    set -- registry serve "$@"
    ;;
  serve | garbage-collect | help | -*) set -- registry "$@" ;;
esac
exec "$@"
