import {
  type Ledger,
  type LedgerEntry,
  parseImage,
  passphraseName,
  sortedBy,
  variableOfPath,
  z,
} from "../model/index.ts";
import { jsonMembers, type Member } from "./json-members.ts";

// The text of the names ledger. It is edited by merges and by hand, so it is read as input from outside: whole, or not at all.

/** The newest version. 1 recorded volumes alone, 2 no images, 3 no names that components remember, 4 no secrets as disposable. */
const version = 5;

const about =
  "The volumes and secrets of the homelab, and the names that keep their data and values; no value stands here. " +
  "Written by `homelab render` and `homelab up`: commit it. `homelab forget PATH` takes one out.";

/** The ledger's text: sorted, one line an entry, the same bytes on every machine. */
export function formatLedger({ entries, remembered = new Map<string, readonly string[]>() }: Ledger): string {
  const section = (kind: LedgerEntry["kind"]) => {
    const lines = sortedBy(entries, ([path]) => path).flatMap(([path, entry]) =>
      entry.kind === kind ? [`    ${JSON.stringify(path)}: ${JSON.stringify(recordOf(entry))}`] : [],
    );
    return block(lines);
  };
  const names = sortedBy(remembered, ([path]) => path).map(
    ([path, names]) => `    ${JSON.stringify(path)}: ${JSON.stringify(names)}`,
  );
  const isDisposable = [...entries.values()].some((entry) => entry.kind === "secret" && entry.disposable);
  // What has nothing of a later version can be read by the earlier one.
  const written = isDisposable ? version : names.length > 0 ? 4 : 3;
  return `{
  "about": ${JSON.stringify(about)},
  "version": ${written},
${names.length > 0 ? `  "remembered": ${block(names)},\n` : ""}  "secrets": ${section("secret")},
  "volumes": ${section("volume")}
}
`;
}

function block(lines: readonly string[]): string {
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n  }`;
}

function recordOf(entry: LedgerEntry): object {
  const { class: of, place, insteadOf } = entry;
  const more = insteadOf === undefined ? {} : { insteadOf };
  if (entry.kind === "volume") {
    const { named, image } = entry;
    return { class: of, place, ...(named && { named }), ...more, ...(image !== undefined && { image }) };
  }
  return {
    source: of,
    name: place,
    ...more,
    ...(entry.made && { made: true }),
    ...(entry.disposable && { disposable: true }),
  };
}

/** Ids joined by slashes. Paths stand in commands that messages propose. */
const pathSchema = z.string().regex(/^[a-z0-9][a-z0-9_-]*(\/[a-z0-9][a-z0-9_-]*)*$/, "it is not a construct's path");

const isOwnName = (place: string) => /^[a-z0-9][a-z0-9_-]*_[a-z0-9][a-z0-9_-]*$/.test(place);
/** moby, `RestrictedNamePattern`. */
const isAnyName = (place: string) => /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(place);

const volumeSchema = z
  .strictObject({
    class: z.enum(["data", "database", "config", "media", "cache"], "its class is none that a volume has"),
    place: z.string(),
    /** One that has, or had, a name of its own. */
    named: z.literal(true).optional(),
    insteadOf: z.string().optional(),
    image: z
      .string()
      .refine((image) => parseImage(image) !== undefined, "its image is no image's name")
      .optional(),
  })
  .refine(({ place, named, insteadOf = place }) => {
    const isName = named ? isAnyName : isOwnName;
    return [place, insteadOf].every((one) => isName(one) || isFolder(one));
  }, "its place is neither `<stack>_<volume>` nor a folder of the host");

const nameSchema = z.string().refine((name) => /^[A-Z_][A-Z0-9_]*$/.test(name) && name !== passphraseName, {
  message: "its name cannot be that of a construct's secret",
});

const secretSchema = z.strictObject({
  source: z.enum(["generated", "provided"], "its source is neither `generated` nor `provided`"),
  name: nameSchema,
  insteadOf: nameSchema.optional(),
  made: z.literal(true).optional(),
  disposable: z.literal(true).optional(),
});

const ledgerSchema = z.strictObject({
  about: z.string().optional(),
  version: z.literal([1, 2, 3, 4, version]),
  remembered: z.record(pathSchema, z.array(z.string().regex(/^[ -~]+$/, "a name has other characters"))).optional(),
  secrets: z.record(pathSchema, secretSchema).optional(),
  volumes: z.record(pathSchema, volumeSchema),
});

/** A ledger, or what is wrong with its text. */
export type ParsedLedger =
  | { readonly ledger: Ledger }
  | { readonly flaws: readonly string[] }
  | { readonly newer: number };

/** Reads a ledger's text. Each flaw is one sentence, with a line where it has one. What they quote is to be escaped. */
export function parseLedger(text: string): ParsedLedger {
  if (/^(<{7}|={7}|>{7})/m.test(text)) return { flaws: ["it has the marks of a merge in it"] };
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { flaws: ["it is not JSON"] };
  }
  const said = z.object({ version: z.number() }).safeParse(data);
  if (said.success && said.data.version > version) return { newer: said.data.version };
  const members = jsonMembers(text);
  const twice = duplicates(members);
  if (twice.length > 0) return { flaws: twice };
  const parsed = ledgerSchema.safeParse(data);
  if (!parsed.success) return { flaws: parsed.error.issues.map(({ path, message }) => flaw(path, message, members)) };
  const { remembered, secrets, volumes } = parsed.data;
  const entries: [string, LedgerEntry][] = [
    ...Object.entries(volumes).map(([path, { insteadOf, named, image, ...entry }]): [string, LedgerEntry] => [
      path,
      {
        ...{ kind: "volume", ...entry, ...(named && { named }) },
        ...(insteadOf !== undefined && { insteadOf }),
        ...(image !== undefined && { image }),
      },
    ]),
    ...Object.entries(secrets ?? {}).map(
      ([path, { source, name, insteadOf, made, disposable }]): [string, LedgerEntry] => [
        path,
        {
          ...{ kind: "secret", class: source, place: name },
          ...(insteadOf !== undefined && { insteadOf }),
          ...(made && { made }),
          ...(disposable && { disposable }),
        },
      ],
    ),
  ];
  const foreign = notOwn(entries);
  if (foreign.length > 0) return { flaws: foreign };
  const ledger = { entries: new Map(sortedBy(entries, ([path]) => path)), hasSecrets: secrets !== undefined };
  return { ledger: { ...ledger, ...(remembered && { remembered: new Map(Object.entries(remembered)) }) } };
}

/** A key that stands in one object twice, with another value: of the two, `JSON.parse` would keep the last. */
function duplicates(members: readonly Member[]): string[] {
  const byPath = new Map<string, Member[]>();
  for (const member of members) {
    const [, path] = member.keys;
    // A path is one of all sections: what is a volume cannot be a secret too.
    const key = member.keys.length === 2 ? `path ${path}` : JSON.stringify(member.keys);
    byPath.set(key, [...(byPath.get(key) ?? []), member]);
  }
  return [...byPath.values()].flatMap((all) => {
    const [first, other] = all;
    const isSame = all.every(({ value, keys }) => value === first?.value && keys[0] === first.keys[0]);
    if (!first || !other || isSame) return [];
    const shown = first.keys.length === 2 ? `, as ${all.map(({ value }) => value).join(" and as ")}` : "";
    return [`"${first.keys.at(-1)}" stands there twice (lines ${all.map(({ line }) => line).join(" and ")})${shown}`];
  });
}

function flaw(path: readonly PropertyKey[], message: string, members: readonly Member[]): string {
  const keys = path.map(String);
  const [section, of] = keys;
  const line = members.find((one) => one.keys[0] === section && one.keys[1] === of)?.line;
  const where = of === undefined ? (section ?? "it") : `"${of}"${line === undefined ? "" : ` (line ${line})`}`;
  return `${where}: ${message}`;
}

/** What cannot have been recorded of this homelab: each name follows from the path, unless it is a name of its own or was moved. */
function notOwn(entries: readonly (readonly [string, LedgerEntry])[]): string[] {
  const foreign = entries.flatMap(([path, entry]) => {
    const declared = entry.insteadOf ?? entry.place;
    if (entry.kind === "volume" && (entry.named || isFolder(declared))) return [];
    const own = entry.kind === "secret" ? variableOfPath(path) : volumeNameOf(path);
    return declared === own ? [] : [`"${path}": ${JSON.stringify(declared)} is not what its path gives (${own})`];
  });
  const twice = entries.flatMap(([path, { place, insteadOf }], index) => {
    const other = entries.slice(index + 1).find(([, one]) => one.place === place);
    const isMoved = insteadOf !== undefined || other?.[1].insteadOf !== undefined;
    return other && isMoved ? [`"${path}" and "${other[0]}" both have ${JSON.stringify(place)}`] : [];
  });
  return [...foreign, ...twice];
}

function volumeNameOf(path: string): string {
  const [stack = "", ...ids] = path.split("/");
  return `${stack}_${ids.join("-")}`;
}

function isFolder(place: string): boolean {
  return /^\/[^\p{Cc}]+$/u.test(place) && !place.split("/").includes("..");
}
