/** Variables of an environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What opens the store or Pulumi's state. The programs that this project starts do not get it: not Docker, not a daemon, not
 * apt, Go or the editor, nor what these start in turn. Pulumi's CLI gets its own (see {@link pulumiVariables}).
 */
const privateNames: readonly string[] = [
  "HOMELAB_AGE_KEY",
  "HOMELAB_AGE_KEY_FILE",
  "PULUMI_CONFIG_PASSPHRASE",
  "PULUMI_CONFIG_PASSPHRASE_FILE",
  "PULUMI_ACCESS_TOKEN",
];

/** What a daemon gets: it outlives the command, so it inherits nothing that only the command was given. */
const daemonNames =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TMPDIR|DOCKER_(?:TMPDIR|RAMDISK)|https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY|SSL_CERT_(?:FILE|DIR))$/;

/**
 * The environment of a program that this process starts: its own without what is private, and `own` on top, which may name
 * anything; `undefined` takes a variable away.
 */
export function childEnvironment(own: Environment = {}, env: Environment = process.env): NodeJS.ProcessEnv {
  return { ...pick(env, (name) => !privateNames.includes(name)), ...own };
}

/** The environment of a program that goes on when the command has ended; `own` on top. */
export function daemonEnvironment(own: Environment = {}, env: Environment = process.env): NodeJS.ProcessEnv {
  return { ...pick(env, (name) => daemonNames.test(name)), ...own };
}

/** What Pulumi's CLI needs of that which is private: its passphrase and its token, where the user has set them. */
export function pulumiVariables(env: Environment = process.env): Record<string, string | undefined> {
  return pick(env, (name) => privateNames.includes(name) && name.startsWith("PULUMI_"));
}

function pick(env: Environment, wanted: (name: string) => boolean): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => wanted(name)));
}
