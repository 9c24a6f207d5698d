#!/bin/bash
# Runs as git, once the server is healthy. Forgejo keeps the ways to sign in, called authentication sources, in its database, and
# they are entered by its command alone. That takes the client secret as an argument: so it runs only where something differs from what
# it entered last, by the fingerprint that it leaves.
set -euo pipefail
name=Sign-on
entered=/data/gitea/homelab-sign-on

id=$(forgejo admin auth list | awk -v name="$name" '$2 == name && $3 == "OAuth2" { print $1; exit }')

if [ -z "${SIGN_ON_CLIENT:-}" ]; then
  rm -f "$entered"
  if [ -n "$id" ] && ! forgejo admin auth delete --id "$id"; then
    echo "$name stays on the page for signing in, since accounts belong to it, and nobody gets in by it any more." >&2
    echo 'Give each of these accounts another source (Site administration, Identity & access); then delete it there.' >&2
  fi
  exit 0
fi

secret=$(cat "$SIGN_ON_SECRET_FILE")
fingerprint=$(printf '%s\n' "$SIGN_ON_CLIENT" "$SIGN_ON_DISCOVERY" "$secret" | sha256sum)
if [ -n "$id" ] && [ "$(cat "$entered" 2>/dev/null)" = "$fingerprint" ]; then exit 0; fi

enter() {
  if [ -n "$id" ]; then set -- update-oauth --id "$id"; else set -- add-oauth; fi
  forgejo admin auth "$@" --name "$name" --provider openidConnect --key "$SIGN_ON_CLIENT" --secret "$secret" \
    --auto-discover-url "$SIGN_ON_DISCOVERY" --scopes profile --scopes email
}

# Forgejo asks the provider for its addresses, and enters nothing without them. A new provider may take minutes.
for _ in $(seq 60); do
  if enter; then
    (umask 077 && echo "$fingerprint" > "$entered")
    # A running server knows a new source at once, and keeps an old one as it was. It is started again where it ends.
    if [ -n "$id" ]; then forgejo manager shutdown; fi
    exit 0
  fi
  sleep 5
done
echo "the provider has to be reached from this container, at $SIGN_ON_DISCOVERY" >&2
exit 1
