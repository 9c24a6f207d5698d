import { type SwarmProps, type SwarmUpdate, shape } from "../core/index.ts";

const { anything, list, map, needed, number, oneOf, props, text, whole } = shape;
const texts = map(text);

const swarmUpdate = props<SwarmUpdate>({
  parallelism: whole(0),
  delay: anything,
  failureAction: text,
  monitor: anything,
  maxFailureRatio: number,
  order: oneOf(["start-first", "stop-first"]),
});

/** What only Swarm goes by. */
export const swarm = props<SwarmProps>({
  mode: oneOf(["replicated", "global"]),
  endpointMode: text,
  labels: texts,
  updateConfig: swarmUpdate,
  rollbackConfig: swarmUpdate,
  restartPolicy: props<NonNullable<SwarmProps["restartPolicy"]>>({
    condition: needed(oneOf(["none", "any", "on-failure"])),
    delay: anything,
    maxAttempts: whole(0),
    window: anything,
  }),
  placement: props<NonNullable<SwarmProps["placement"]>>({
    constraints: list(text),
    preferences: list(props<{ readonly spread: string }>({ spread: needed(text) })),
    maxReplicasPerNode: whole(0),
  }),
  reservedCpus: number,
});
