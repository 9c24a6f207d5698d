import type { ServiceModel } from "../../model/index.ts";
import { duration } from "./amounts.ts";
import { type GoStruct, goFloat32, goMap } from "./go-json.ts";
import { assigned } from "./maps.ts";
import { pruned } from "./pruned.ts";
import { literal } from "./text.ts";

// What only Swarm goes by, below Compose's key `deploy`.

type Swarm = NonNullable<ServiceModel["swarm"]>;
type Update = NonNullable<Swarm["updateConfig"]>;

export function swarmYaml(swarm: Swarm): Record<string, unknown> {
  const { mode, endpointMode, labels, updateConfig, rollbackConfig, restartPolicy, placement } = swarm;
  return pruned({
    mode,
    endpoint_mode: endpointMode === undefined ? undefined : literal(endpointMode),
    labels: labels && assigned(labels, literal),
    update_config: updateConfig && update(updateConfig),
    rollback_config: rollbackConfig && update(rollbackConfig),
    restart_policy:
      restartPolicy &&
      pruned({
        condition: restartPolicy.condition,
        delay: duration(restartPolicy.delay),
        max_attempts: restartPolicy.maxAttempts,
        window: duration(restartPolicy.window),
      }),
    placement:
      placement &&
      pruned({
        constraints: placement.constraints?.map(literal),
        preferences: placement.preferences?.map(({ spread }) => ({ spread: literal(spread) })),
        max_replicas_per_node: placement.maxReplicasPerNode,
      }),
  });
}

function update({
  parallelism,
  delay,
  failureAction,
  monitor,
  maxFailureRatio,
  order,
}: Update): Record<string, unknown> {
  return pruned({
    parallelism,
    delay: duration(delay),
    failure_action: failureAction === undefined ? undefined : literal(failureAction),
    monitor: duration(monitor),
    max_failure_ratio: maxFailureRatio,
    order,
  });
}

/** In the order in which Go declares the fields (compose-go, types/types.go, `DeployConfig`). */
export function hashedSwarm(swarm: Swarm, resources: GoStruct): GoStruct {
  const { mode, endpointMode, labels, updateConfig, rollbackConfig, restartPolicy, placement = {} } = swarm;
  return {
    mode,
    labels: labels && goMap(labels, String),
    update_config: updateConfig && hashedUpdate(updateConfig),
    rollback_config: rollbackConfig && hashedUpdate(rollbackConfig),
    resources,
    restart_policy: restartPolicy && {
      condition: restartPolicy.condition,
      delay: duration(restartPolicy.delay),
      max_attempts: restartPolicy.maxAttempts,
      window: duration(restartPolicy.window),
    },
    placement: {
      constraints: placement.constraints,
      preferences: placement.preferences?.map(({ spread }) => ({ spread })),
      max_replicas_per_node: placement.maxReplicasPerNode || undefined,
    },
    endpoint_mode: endpointMode,
  };
}

/** A time of nothing and a share of nothing are left out, as Go's zeros are. */
function hashedUpdate({ parallelism, delay, failureAction, monitor, maxFailureRatio, order }: Update): GoStruct {
  return {
    parallelism,
    delay: duration(delay || undefined),
    failure_action: failureAction,
    monitor: duration(monitor || undefined),
    max_failure_ratio: maxFailureRatio ? goFloat32(maxFailureRatio) : undefined,
    order,
  };
}
