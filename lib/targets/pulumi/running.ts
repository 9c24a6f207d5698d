import pulumi from "@pulumi/pulumi";

/** The Pulumi program that runs in this process. */
export const running = {
  /** Whether it only asks what would change. */
  get isPreview(): boolean {
    return pulumi.runtime.isDryRun();
  },

  /** A setting from `Pulumi.<stack>.yaml`, the project's own or one of `owner`'s; nothing where it is not set. */
  setting(name: string, owner?: string): string | undefined {
    return new pulumi.Config(owner).get(name);
  },

  /** Ends it with a message in place of a stack trace. */
  stop(message: string): never {
    throw new pulumi.RunError(message);
  },
};
