#!/bin/sh
# Runs beside Portainer, once it is healthy. Portainer keeps its settings in its database, and they are changed by its API alone. No
# secret is any program's argument: what is sent goes through a pipe.
set -eu
work=$(mktemp -d)

# Sends what it reads: method, path, header. The pipe stays open until the answer is there, or the server would take it for broken off.
ask() {
  body=$(cat)
  mkfifo "$work/sent"
  timeout 30 nc 127.0.0.1 9000 < "$work/sent" > "$work/answer" &
  exec 3> "$work/sent"
  printf '%s %s HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\n%sContent-Length: %s\r\n\r\n%s' \
    "$1" "$2" "${3:-}" "${#body}" "$body" >&3
  wait $! || true
  exec 3>&-
  rm "$work/sent"
  if head -n 1 "$work/answer" | grep -q ' 200 '; then return; fi
  echo "$1 $2: $(head -n 1 "$work/answer")" >&2
  return 1
}

if ! ask POST /api/auth << EOF
{"Username":"admin","Password":"$(cat "$ADMIN_PASSWORD_FILE")"}
EOF
then
  echo 'The administrator is to be called admin, with the password that is on record: `homelab secrets show`.' >&2
  exit 1
fi
token=$(sed -n 's/.*"jwt":"\([^"]*\)".*/\1/p' "$work/answer")
bearer=$(printf 'Authorization: Bearer %s\r\n.' "$token")
bearer=${bearer%.}

if [ -z "${SIGN_ON_CLIENT:-}" ]; then
  ask PUT /api/settings "$bearer" << EOF
{"AuthenticationMethod":1}
EOF
  exit 0
fi

# Accounts are called by address, so that nobody who is called admin at the provider becomes the administrator here.
ask PUT /api/settings "$bearer" << EOF
{"AuthenticationMethod":3,"OAuthSettings":{"ClientID":"$SIGN_ON_CLIENT","ClientSecret":"$(cat "$SIGN_ON_SECRET_FILE")","AuthorizationURI":"$SIGN_ON_AUTHORIZE","AccessTokenURI":"$SIGN_ON_ACCESS","ResourceURI":"$SIGN_ON_USERINFO","RedirectURI":"$SIGN_ON_BACK","UserIdentifier":"email","Scopes":"openid profile email","OAuthAutoCreateUsers":true,"SSO":true}}
EOF
