/** What an entrypoint that starts as root and steps down to its own user needs, as most do. */
export const stepDown = {
  SETGID: "the step down from root",
  SETUID: "the step down from root",
} as const;

export const takeOver = {
  CHOWN: "the entrypoint takes over a folder that is another's",
  DAC_OVERRIDE: "it works in folders that only their owner may enter",
} as const;

export const setModes = { FOWNER: "it sets the mode of what is not root's" } as const;

/** What the task needs that gives a volume to the server's user. */
export const giveAway = { CHOWN: "the task gives the folder to the server's user" } as const;
