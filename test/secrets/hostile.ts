import fc from "fast-check";

/** Text made of what dotenv readers trip over. */
export const hostileText = fc
  .array(fc.constantFrom(..."\\\\\\'''\"$`{}#= \n\r\t:-Aé0", "\u00a0", "\u0085", "\ufeff", "\u2028", "\u0001", "😀"))
  .map((characters) => characters.join(""));
