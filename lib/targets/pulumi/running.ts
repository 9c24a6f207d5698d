import pulumi from "@pulumi/pulumi";

/** The Pulumi program that runs in this process. */
export const running = {
  /** Whether it only asks what would change. */
  get isPreview(): boolean {
    return pulumi.runtime.isDryRun();
  },

  /** A setting of the project's own, from `Pulumi.<stack>.yaml`; nothing where it is not set. */
  setting(name: string): string | undefined {
    return new pulumi.Config().get(name);
  },

  /** Ends it with a message in place of a stack trace. */
  stop(message: string): never {
    throw new pulumi.RunError(message);
  },
};
