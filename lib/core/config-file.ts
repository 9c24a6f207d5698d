import type { Construct } from "constructs";
import { Element, type Kind } from "./element.ts";
import type { Lazy, Value } from "./text.ts";

/** A tree of plain data in which texts and references may stand for strings. */
export type ConfigData = Value | null | undefined | readonly ConfigData[] | { readonly [key: string]: ConfigData };

/**
 * What a config file holds, by its format. Objects are written in the order of their keys; a key whose value is
 * `undefined` is left out.
 */
export type ConfigContent =
  | { readonly text: Value }
  | { readonly yaml: ConfigData }
  | { readonly json: ConfigData }
  | { readonly toml: { readonly [key: string]: ConfigData } }
  /** Sections of keys; keys outside of any section stand under the empty name. */
  | { readonly ini: { readonly [section: string]: { readonly [key: string]: Value | undefined } } }
  /** `KEY=value` lines, unquoted: a value with a line break is refused. */
  | { readonly env: { readonly [key: string]: Value | undefined } }
  /**
   * A file in which each `{{name}}` is replaced: one of this library's folder `templates/`, or your own as
   * `new URL("../templates/app.conf", import.meta.url)`. A placeholder without a value and a value without a placeholder
   * are errors.
   */
  | { readonly template: string | URL; readonly values: { readonly [name: string]: Value } };

export interface ConfigFileProps {
  /** The file's absolute path in the container. */
  readonly target: string;
  readonly content: Lazy<ConfigContent>;
  /** Octal. Default: `0444`, as Compose has it. */
  readonly mode?: string;
  /** The owner's number. Only where the container starts as root. Default: root. */
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * A file that the definition writes and that is copied into containers as they are made, so that a remote Docker host
 * works too. Give it to services in their `configs`. A changed file replaces the containers that have it.
 */
export class ConfigFile extends Element {
  static override readonly kind: Kind = "config";
  readonly props: ConfigFileProps;

  constructor(scope: Construct, id: string, props: ConfigFileProps) {
    super(scope, id);
    this.props = props;
  }
}
