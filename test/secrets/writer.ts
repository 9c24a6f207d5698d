import { ALPHABETS } from "../../lib/secrets/generate.ts";
import { openStore } from "../../lib/secrets/store.ts";

// A writer as a process of its own: `writer.ts <project> <prefix> <count>` stores PREFIX_1 to PREFIX_<count>, one save
// each, and says so on a line of its own once it is stored. It says first what it takes for the shared generated secret.
const [dir = ".", prefix = "X", count = "1"] = process.argv.slice(2);

const shared = { name: "SHARED", generate: { length: 32, alphabet: ALPHABETS.hex }, consumers: [] };
const first = await openStore(dir);
first.ensure([shared]);
await first.save();
console.log(first.get("SHARED"));

for (let i = 1; i <= Number(count); i++) {
  const store = await openStore(dir);
  store.set(`${prefix}_${i}`, `${prefix}_${i} `.repeat(2000));
  await store.save();
  console.log(`${prefix}_${i}`);
}
