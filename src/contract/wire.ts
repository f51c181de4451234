/**
 * A schema's type as the daemon may hand it out: read-only, and with `undefined` where a field may be absent (JSON drops it).
 * Domain types are assignable to it, so a reply that lacks a field of its schema does not compile.
 */
export type Wire<T> = T extends readonly (infer Item)[]
  ? readonly Wire<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: object extends Pick<T, Key> ? Wire<T[Key]> | undefined : Wire<T[Key]> }
    : T
