import pulumi from "@pulumi/pulumi";

/** The Pulumi program that runs in this process. */
export const running = {
  /** Whether it only asks what would change. */
  get isPreview(): boolean {
    return pulumi.runtime.isDryRun();
  },

  /** The name of Pulumi's stack. */
  get stack(): string {
    return pulumi.getStack();
  },

  /** A setting from `Pulumi.<stack>.yaml`, the project's own or one of `owner`'s; nothing where it is not set. */
  setting(name: string, owner?: string): string | undefined {
    return new pulumi.Config(owner).get(name);
  },

  /** Says something to whoever started it. */
  tell(message: string): void {
    pulumi.log.info(message).catch(() => {});
  },

  /** Warns whoever started it; an empty message is none. */
  warn(message: string): void {
    if (message !== "") pulumi.log.warn(message).catch(() => {});
  },

  /** Ends it with a message in place of a stack trace. */
  stop(message: string): never {
    const error = new pulumi.RunError(message);
    // Pulumi formats the stack of an error even where it shows the message alone, which takes it minutes for that of a bundle.
    error.stack = "";
    throw error;
  },
};
