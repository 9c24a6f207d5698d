import { type Args, present } from "./resource.ts";

/** The scheduler's period in microseconds, Docker's own default. */
const period = 100_000;

/**
 * A limit of processor time in cores, in the one spelling that the provider reads back, since any other would replace
 * the container at every run (terraform-provider-docker, helpers.go `nanoInt64ToDecimalString`: `1` comes back as `1.0`,
 * `1.50` as `1.5`, `10` as `10.`). Values that it reads back wrong, such as 0.05, are set as quota and period, which the
 * kernel is told in any case.
 */
export function cpuLimit(cpus: number | undefined): Args {
  if (cpus === undefined) return {};
  const spelling = readBack(cpus);
  if (Number(spelling) === Number(cpus.toFixed(9))) return { cpus: spelling };
  return present({ cpuPeriod: period, cpuQuota: Math.round(cpus * period) });
}

function readBack(cpus: number): string {
  const digits = cpus.toFixed(9);
  if (digits.split("0").length - 1 === 9) return cpus.toFixed(1);
  return digits.replace(/0+$/, "");
}
