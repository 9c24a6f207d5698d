import { file, type Look, over, type ServiceTable } from "./edits.ts";

/** A generated secret's file, without its value. */
const secretFile: Look = async (container, exec) =>
  String(await file("/edited")(container, exec)).replace(/\w{32}$/, "…");

/** What is copied into a container before it starts. */
export const filesEdits = {
  configs: [
    over(
      { look: file("/edited"), because: ["configs or secrets"] },
      [undefined, ""],
      [({ file }) => [file({ content: { text: "one" } })], "444 0:0 one"],
      [({ file }) => [file({ content: { text: "two" } })], "444 0:0 two"],
      [({ file }) => [file({ content: { text: "two" }, target: "/elsewhere" })], ""],
    ),
    over(
      { look: file("/edited"), because: ["configs or secrets"] },
      [({ file }) => [file({})], "444 0:0 text"],
      [({ file }) => [file({ mode: "0440" })], "440 0:0 text"],
      [({ file }) => [file({ mode: "0440", uid: 7 })], "440 7:0 text"],
      [({ file }) => [file({ mode: "0440", uid: 7, gid: 8 })], "440 7:8"],
    ),
    over(
      { look: file("/edited"), because: ["configs or secrets"] },
      [({ file }) => [file({})], "444 0:0 text"],
      [undefined, ""],
    ),
  ],
  secrets: [
    over(
      {
        look: secretFile,
        because: ["configs or secrets"],
      },
      [undefined, ""],
      [({ secretFile }) => [secretFile({})], "444 0:0 …"],
      [({ secretFile }) => [secretFile({ target: "/elsewhere" })], ""],
      [undefined, ""],
    ),
    over(
      {
        look: secretFile,
        because: ["configs or secrets"],
      },
      [({ secretFile }) => [secretFile({})], "444 0:0 …"],
      [({ secretFile }) => [secretFile({ mode: "0400" })], "400 0:0 …"],
      [({ secretFile }) => [secretFile({ mode: "0400", uid: 7 })], "400 7:0"],
      [({ secretFile }) => [secretFile({ mode: "0400", uid: 7, gid: 8 })], "400 7:8"],
    ),
    over(
      { look: secretFile, does: "nothing" },
      [({ secretFile }) => [secretFile({ renewal: { command: ["a"], user: "a", enter: "a" } })], "444 0:0 …"],
      [({ secretFile }) => [secretFile({ renewal: { command: ["b"], user: "b", enter: "b" } })], "444 0:0 …"],
    ),
  ],
} satisfies Partial<ServiceTable>;
