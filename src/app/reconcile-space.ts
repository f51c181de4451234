import { spaceLevels, spaceLevel, spaceWarning, type SpaceLevel } from '../domain/store-space.ts'
import type { Problem } from '../domain/problem.ts'
import type { Host } from '../host/host.ts'

/** What was told of each store, so that it is told once and not at each look. */
export type ToldLevels = Map<string, SpaceLevel>

/** Warns of stores that fill up: once when one passes a watermark, and again when it passes the next. */
export async function reconcileSpace(
  { stores }: Pick<Host, 'stores'>,
  told: ToldLevels,
  warn: (warning: Problem) => void,
): Promise<void> {
  const found = await stores.list()
  for (const store of found) {
    const level = spaceLevel(store)
    const before = told.get(store.name) ?? 'ok'
    told.set(store.name, level)
    const warning = spaceWarning(store)
    if (warning && spaceLevels.indexOf(level) > spaceLevels.indexOf(before)) warn(warning)
  }
  for (const name of told.keys()) if (!found.some((store) => store.name === name)) told.delete(name)
}
