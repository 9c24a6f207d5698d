import { restartOf } from "../model/index.ts";
import { type Data, dataOf, type Json, listOf, textOf } from "./data.ts";
import type { Expr, Fields } from "./expression.ts";
import { allOf } from "./leaves.ts";
import { duration, exprOf, optional, size } from "./plain.ts";

/** Compose's key `deploy`: the limits and the number that it may hold, and what Swarm alone goes by. */
export function deploy({ resources, replicas, ...rest }: Data, service: Data): Fields {
  const { limits, reservations } = dataOf(resources);
  const { cpus, memory, pids } = dataOf(limits);
  const { memory: reserved, devices, cpus: reservedCpus } = dataOf(reservations);
  const { restart, swarm } = swarmOf({ ...rest, reservedCpus }, service);
  const all = listOf(devices).length > 0 ? allOf(devices ?? null) : undefined;
  const isLimited = [cpus, memory, pids, reserved, devices, replicas, reservedCpus].some((one) => one !== undefined);
  // Fewer GPUs than all cannot be said there: the container is recreated in any case.
  const isSayable = listOf(devices).length === 0 || all !== undefined;
  return {
    replicas: replicas === undefined || replicas === 1 ? undefined : Number(replicas),
    cpus: cpus === undefined ? undefined : Number(cpus),
    memLimit: memory === undefined ? undefined : size(memory),
    pidsLimit: pids === undefined ? undefined : Number(pids),
    memReservation: reserved === undefined ? undefined : size(reserved),
    gpus: listOf(devices).length > 0 ? (all ?? "all") : undefined,
    deploySyntax: (isSayable && (isLimited || swarm === undefined)) || undefined,
    swarm,
    restart,
  };
}

const conditions = ["none", "any", "on-failure"] as const;

function swarmOf(
  { restart_policy: policy, update_config: updated, rollback_config: rolledBack, reservedCpus, ...more }: Data,
  service: Data,
): { readonly restart?: string | undefined; readonly swarm?: Fields | undefined } {
  const { condition: word, max_attempts: attempts, delay, window } = dataOf(policy);
  const [condition, maxAttempts] = [conditions.find((one) => one === word), numberOf(attempts)];
  // With a `restart` beside it, or in the engine's words, it is said by that alone.
  const isSwarms = condition !== undefined && service["restart"] === undefined;
  const swarm = optional({
    ...(exprOf(more) as Fields),
    updateConfig: updated === undefined ? undefined : timed(dataOf(updated)),
    rollbackConfig: rolledBack === undefined ? undefined : timed(dataOf(rolledBack)),
    restartPolicy: isSwarms ? { condition, delay: time(delay), maxAttempts, window: time(window) } : undefined,
    placement: placementOf(more["placement"]),
    reservedCpus: numberOf(reservedCpus),
  });
  if (isSwarms) return { swarm };
  return { swarm, restart: condition ? restartOf({ condition, maxAttempts }) : textOf(word) };
}

function timed({ delay, monitor, ...rest }: Data): Fields {
  return { ...(exprOf(rest) as Fields), delay: time(delay), monitor: time(monitor) };
}

function placementOf(placement: Json | undefined): Expr | undefined {
  const said = dataOf(placement);
  return Object.keys(said).length === 0 ? undefined : exprOf(said);
}

function time(value: Json | undefined): string | undefined {
  return value === undefined || value === null ? undefined : duration(value);
}

function numberOf(value: Json | undefined): number | undefined {
  return value === undefined || value === null ? undefined : Number(value);
}
