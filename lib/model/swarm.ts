import type { Service, SwarmProps, SwarmUpdate } from "../core/index.ts";
import { duration, sortedMap } from "./fields.ts";
import { propsOf } from "./read.ts";
import { z } from "./zod.ts";

/** In milliseconds. */
const milliseconds = z.int().min(0).optional();

const updateSchema = z.strictObject({
  parallelism: z.int().min(0).optional(),
  delay: milliseconds,
  failureAction: z.string().optional(),
  monitor: milliseconds,
  maxFailureRatio: z.number().optional(),
  order: z.enum(["start-first", "stop-first"]).optional(),
});

/** What only Swarm goes by; it is written and hashed, and done nothing with. */
export const swarmSchema = z.strictObject({
  mode: z.enum(["replicated", "global"]).optional(),
  endpointMode: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  updateConfig: updateSchema.optional(),
  rollbackConfig: updateSchema.optional(),
  /** Which the service's `restart` follows from. */
  restartPolicy: z
    .strictObject({
      condition: z.enum(["none", "any", "on-failure"]),
      delay: milliseconds,
      maxAttempts: z.int().min(0).optional(),
      window: milliseconds,
    })
    .optional(),
  placement: z
    .strictObject({
      constraints: z.array(z.string()).optional(),
      preferences: z.array(z.strictObject({ spread: z.string() })).optional(),
      maxReplicasPerNode: z.int().min(0).optional(),
    })
    .optional(),
  reservedCpus: z.number().optional(),
});

export type SwarmModel = z.infer<typeof swarmSchema>;
type UpdateModel = z.infer<typeof updateSchema>;

export function swarmOf(service: Service, props: SwarmProps): SwarmModel {
  const { labels, updateConfig, rollbackConfig, restartPolicy, placement, ...rest } = props;
  if (restartPolicy && propsOf(service).restart !== undefined) {
    const message = "restart and swarm.restartPolicy both say how often it starts again";
    service.report({ code: "HL004", message, fix: "leave out one of them" });
  }
  const time = (field: string, text: string | undefined) =>
    text === undefined ? {} : { [field.slice(field.lastIndexOf(".") + 1)]: duration(service, `swarm.${field}`, text) };
  const update = (field: string, { delay, monitor, ...more }: SwarmUpdate): UpdateModel => ({
    ...more,
    ...time(`${field}.delay`, delay),
    ...time(`${field}.monitor`, monitor),
  });
  return {
    ...rest,
    ...(labels && { labels: sortedMap(labels, String) }),
    ...(hasAny(updateConfig) && { updateConfig: update("updateConfig", updateConfig) }),
    ...(hasAny(rollbackConfig) && { rollbackConfig: update("rollbackConfig", rollbackConfig) }),
    ...(restartPolicy && {
      restartPolicy: {
        condition: restartPolicy.condition,
        ...(restartPolicy.maxAttempts !== undefined && { maxAttempts: restartPolicy.maxAttempts }),
        ...time("restartPolicy.delay", restartPolicy.delay),
        ...time("restartPolicy.window", restartPolicy.window),
      },
    }),
    ...(placement && {
      placement: {
        ...(placement.constraints && { constraints: [...placement.constraints] }),
        ...(placement.preferences && { preferences: placement.preferences.map(({ spread }) => ({ spread })) }),
        ...(placement.maxReplicasPerNode !== undefined && { maxReplicasPerNode: placement.maxReplicasPerNode }),
      },
    }),
  };
}

/** One that says nothing is left out of the file. */
function hasAny(update: SwarmUpdate | undefined): update is SwarmUpdate {
  return update !== undefined && Object.keys(update).length > 0;
}

/** Swarm's words for how often a container starts again, in the engine's (docker/compose, pkg/compose/create.go). */
export function restartOf({ condition, maxAttempts }: NonNullable<SwarmModel["restartPolicy"]>): string {
  if (condition === "on-failure") return maxAttempts ? `on-failure:${maxAttempts}` : "on-failure";
  return condition === "none" ? "no" : "always";
}
