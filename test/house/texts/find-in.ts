/** All texts that stand in an answer under one of these names, or in a list under one. */
export function findIn(value: unknown, names: ReadonlySet<string>, under = ''): string[] {
  if (typeof value === 'string') return names.has(under) ? [value] : []
  if (Array.isArray(value)) return value.flatMap((item) => findIn(item, names, under))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => findIn(item, names, name))
}
