import { isObject } from '../domain/is-object.ts'
import type { Scoped } from '../domain/scoped.ts'

/** Wishes as they are kept, each written as `write` says. */
export function scopedToKeep<Wish, Kept>(
  { host, stores, vms }: Scoped<Wish>,
  write: (wish: Wish) => Kept,
): Scoped<Kept> {
  const each = (wishes: Readonly<Record<string, Wish>>) =>
    Object.fromEntries(Object.entries(wishes).map(([key, wish]) => [key, write(wish)]))
  return { ...(host === undefined ? {} : { host: write(host) }), stores: each(stores), vms: each(vms) }
}

/** Reads them back. One that cannot be read is told and counts for nothing; the others count. */
export function keptScoped<Wish>(
  kept: unknown,
  read: (wish: unknown) => Wish | undefined,
  onUnread: (of: string, wish: unknown) => void,
): Scoped<Wish> {
  const found = isObject(kept) ? kept : {}
  const one = (of: string, wish: unknown): readonly Wish[] => {
    if (wish === undefined) return []
    const wanted = read(wish)
    if (wanted !== undefined) return [wanted]
    onUnread(of, wish)
    return []
  }
  const each = (of: string, wishes: unknown) =>
    Object.fromEntries(
      Object.entries(isObject(wishes) ? wishes : {}).flatMap(([key, wish]) =>
        one(`${of} ${key}`, wish).map((wanted): [string, Wish] => [key, wanted]),
      ),
    )
  const [host] = one('the host', found['host'])
  return {
    ...(host === undefined ? {} : { host }),
    stores: each('store', found['stores']),
    vms: each('VM', found['vms']),
  }
}
