import { describe, expect, it } from "vitest";
import { childEnvironment, daemonEnvironment, pulumiVariables } from "../../lib/system/environment.ts";

const key = "AGE-SECRET-KEY-1CANARY";
const user = {
  ...{
    PATH: "/bin",
    HOME: "/root",
    EDITOR: "vi",
    SSH_AUTH_SOCK: "/run/agent",
    DOCKER_HOST: "ssh://nas",
    https_proxy: "p",
  },
  ...{ HOMELAB_AGE_KEY: key, HOMELAB_AGE_KEY_FILE: key, GITHUB_TOKEN: key },
  ...{ PULUMI_CONFIG_PASSPHRASE: key, PULUMI_CONFIG_PASSPHRASE_FILE: key, PULUMI_ACCESS_TOKEN: key, PULUMI_HOME: "/p" },
};

describe("a program that the command starts", () => {
  it("gets what it is to find its way by, and nothing that opens the store or Pulumi's state", () => {
    const { GITHUB_TOKEN, ...env } = childEnvironment({}, user);
    expect(env).toEqual({
      ...{ PATH: "/bin", HOME: "/root", EDITOR: "vi", SSH_AUTH_SOCK: "/run/agent", DOCKER_HOST: "ssh://nas" },
      ...{ https_proxy: "p", PULUMI_HOME: "/p" },
    });
  });

  it("gets what it is given by name, whatever that is, and loses what is taken away", () => {
    const env = childEnvironment({ ...pulumiVariables(user), HOME: undefined }, user);
    expect(env).toMatchObject({ PULUMI_CONFIG_PASSPHRASE: key, PULUMI_ACCESS_TOKEN: key, HOME: undefined });
    expect(Object.keys(env)).not.toContain("HOMELAB_AGE_KEY");
  });
});

it("a daemon inherits the way to programs and to the network, and nothing else", () => {
  expect(daemonEnvironment({ PATH: "/sbin" }, user)).toEqual({ PATH: "/sbin", HOME: "/root", https_proxy: "p" });
});
