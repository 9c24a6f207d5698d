/**
 * Leaves out what is undefined, so that an absent field is absent and not a key without a value. All fields have to be
 * given: a forgotten one does not compile.
 */
export function compact<T extends object>(object: { readonly [K in keyof T]-?: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
