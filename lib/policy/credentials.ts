/** Marks the place of a secret in a text whose value only a target may know: what is made of it was not written here. */
export const secretMark = "\0";

/** Parts of a name, in capitals, that say that its value is a credential. */
const parts =
  /PASSWORD|PASSPHRASE|TOKEN|SECRET|API_?KEY|AUTH_?KEY|PRIVATE_KEY|PRESHARED_KEY|WIDGET_KEY|ACCESS_KEY|ENCRYPTION_KEY|MASTER_KEY|CREDENTIAL|REQUIREPASS|MASTERAUTH/;
const endings = /(_PASS|_DBPASS|_PWD|PASSWD|_SALT|_DSN|^PASS|^PWD_|^APP_KEY)$/;

/** Names that speak of a credential without being one: where it lies, what it is called, how it is handled. */
const aboutIt =
  /(_FILE|_PATH|_DIR|_URL|_URI|_HEADER|_NAME|_USERNAME|_ID|_TYPE|_ENABLED|_DISABLED|_ALGORITHM|_ISSUER|_FIELD|_PREFIX|_SCOPE|_METHOD)$|ALLOW_EMPTY_|RANDOM_|PUBLIC_KEY/;

/** Names of a lifetime, a size or a limit: exempt only if the value is a bare quantity, since `12345678` is a password too. */
const quantityName =
  /TTL|TIMEOUT|EXPIR|VALIDITY|LIFETIME|MAX_?AGE|ROTATION|INTERVAL|RETENTION|DURATION|_(SECONDS|SECS|MINUTES|MINS|HOURS|DAYS|MS|LIMIT|SIZE|LENGTH|STRENGTH|ATTEMPTS|RETRIES|HISTORY|PORT|COST)|M(IN|AX)_?(LENGTH|CHAR)|REQUIREMENTS|POLICY|TOKENS|ROUNDS|ITERATIONS/;
const quantity = /^\d+(\.\d+)?(ms|s|m|h|d)?$/i;

const switches = new Set(["yes", "no", "true", "false", "0", "1", "on", "off", "none", "disabled", "enabled"]);

/** Where a value is instead of the value: a path, a URL of a file, another program's placeholder. */
const elsewhere = /^(\/|\.\.?\/|~\/|file:|env:|\{\{.*\}\}$|https?:\/\/[^@]*$)/;

/**
 * Whether a value that is written down under a name looks like a credential: the exceptions are those that
 * compose-lint found in five thousand files, and names that only speak of one.
 */
export function isCredential(name: string, value: string): boolean {
  const key = name.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
  if (!parts.test(key) && !endings.test(key)) return false;
  if (aboutIt.test(key) || (quantityName.test(key) && quantity.test(value.trim()))) return false;
  const plain = value.trim().toLowerCase();
  return plain !== "" && !value.includes(secretMark) && !switches.has(plain) && !elsewhere.test(value);
}

/** Passwords that are tried first by whoever tries any. */
const wellKnown = new Set(
  (
    "admin administrator changeit changeme change_me change-me default dockge example forgejo gitea grafana guest " +
    "letmein m1cr0b1n mariadb minioadmin mysecretpassword mysql nextcloud pass passw0rd password password1 postgres " +
    "qwerty redis root secret supersecret test toor user 1234 12345 123456 1234567 12345678 123456789"
  ).split(" "),
);

/** Whether a credential is a placeholder that was left as it was, or a default that everybody knows. */
export function isWellKnown(value: string): boolean {
  const plain = value.trim().toLowerCase();
  return (
    wellKnown.has(plain) ||
    /^(your[_-]|<.*>$|x{3,}$|\*{3,}$|change.?(me|it|this)|replace.?(me|this)|insert.)/.test(plain)
  );
}

/** The password that a text carries inside of a URL (`scheme://user:password@host`), if it was written there. */
export function urlPassword(value: string): string | undefined {
  if (!value.includes("@") || value.length > 65_536) return undefined;
  for (const [, password = ""] of value.matchAll(/[a-z][a-z0-9+.-]{0,31}:\/\/[^\s:/@]{0,256}:([^\s/@]{1,256})@/gi)) {
    if (!password.includes(secretMark) && !elsewhere.test(password)) return password;
  }
  return undefined;
}
