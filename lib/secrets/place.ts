/** The store's file, in the project's root: a dotenv text, age-encrypted, committed to git. `age -d` opens it. */
export const STORE_FILE = "secrets.age";

/** The first line of an `.env` that `homelab render --secrets` writes. */
export const ENV_MARK =
  "Written by `homelab render --secrets` from the store: change a secret there. Never commit this file.";
