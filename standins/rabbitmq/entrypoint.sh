#!/bin/bash
# Keeps the contract of docker.io/library/rabbitmq (docker-library/rabbitmq, docker-entrypoint.sh) around Debian's RabbitMQ.
set -eu
if [[ $1 == rabbitmq* && $(id -u) == 0 ]]; then
  echo "stand-in: Debian's RabbitMQ under the contract of docker.io/library/rabbitmq; it is not that image"
  if [[ $1 == rabbitmq-server ]]; then chown -R rabbitmq /var/lib/rabbitmq; fi
  exec gosu rabbitmq "$BASH_SOURCE" "$@"
fi
exec "$@"
