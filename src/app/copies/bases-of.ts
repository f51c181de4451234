import type { CopiesKeeper } from './copies-keeper.ts'

/** Ids of the snapshots of a VM that its copies go on from: the newest that is at each target. */
export function basesOf(copies: Pick<CopiesKeeper, 'targets' | 'state'>, uuid: string): ReadonlySet<string> {
  return new Set(
    copies.targets().flatMap(({ id }) => {
      const last = copies.state(id, uuid)?.last
      return last === undefined ? [] : [last.id]
    }),
  )
}
