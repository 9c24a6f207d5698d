import { expect, it } from "vitest";
import { forms, Watch } from "./engine/canary.ts";

// What the search for canaries on the engine would find, were it there.

const value = "Canary-7/x&y='z'+%";
const watch = new Watch({ IT: value });

it.each([
  ["itself", `a ${value} b`],
  ["in JSON of Go", `{"a":"${value.replaceAll("&", "\\u0026")}"}`],
  ["in JSON within JSON", JSON.stringify(JSON.stringify({ a: value }))],
  ["in JSON of Go within JSON", JSON.stringify(`{"a":"${value.replaceAll("&", "\\u0026")}"}`)],
  ["percent-encoded", `postgres://u:${encodeURIComponent(value)}@h`],
  ["in hexadecimal", Buffer.from(`ab${value}`).toString("hex")],
  ["in base64", Buffer.from(value).toString("base64")],
  ["in base64, one byte on", Buffer.from(`a${value}bc`).toString("base64")],
  ["in base64, two bytes on", Buffer.from(`ab${value}`).toString("base64")],
  ["in base64 for URLs", Buffer.from(`a${value}>>>???`).toString("base64url")],
])("a canary is seen %s", (_, content) => {
  expect(watch.seen(content)).toEqual(["IT"]);
});

it("is not seen where it is not", () => {
  expect(watch.seen(forms("Canary-8/another").join(" "))).toEqual([]);
});
