/** What is in stores, together with what else is in the same one. */
export function byStore<T extends { readonly store: string }>(
  all: readonly T[],
): readonly (readonly [store: string, inIt: readonly T[]])[] {
  return [...new Set(all.map(({ store }) => store))].map(
    (name) => [name, all.filter(({ store }) => store === name)] as const,
  )
}
