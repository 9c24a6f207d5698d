#!/bin/sh
# As the image's, for the port that it listens on by itself.
exec wget --quiet --spider http://localhost:8080/healthz
