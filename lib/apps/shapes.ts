import { Secret, shape } from "../core/index.ts";
import type { HostPort } from "./host-port.ts";

// What several components take.

const hostPortFields: shape.Fields<HostPort> = {
  hostPort: shape.needed(shape.whole(1, 65535)),
  hostIp: shape.text,
};

export const hostPort = shape.props<HostPort>(hostPortFields);

/** A {@link HostPort} with a name besides. */
export const namedHostPort = shape.props<HostPort & { readonly domain?: string }>({
  ...hostPortFields,
  domain: shape.text,
});

export const secret = shape.instance("Secret", (value) => value instanceof Secret);

/** What implements a capability: it may be a component, or an object of the user's own. */
export const capability = shape.open;
