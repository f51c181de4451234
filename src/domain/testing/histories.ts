import { toHistory, type Lines, type SnapshotNote } from '../history.ts'
import type { History } from '../snapshot.ts'

/** What is noted of a snapshot, for tests. */
export function note(id: string, changes: Partial<SnapshotNote> = {}): SnapshotNote {
  return {
    id,
    createdAt: '2026-11-22T20:00:00.000Z',
    consistency: 'off',
    by: 'user',
    branch: 'main',
    holds: [],
    ...changes,
  }
}

/**
 * Lines from a drawing: `main: s1 s2 | *b<s1: s3` is the line main with two snapshots and the current line b, which leaves it at s1.
 * Snapshots were taken in the order of the drawing; one whose id begins with `l` was taken on leaving.
 */
export function lines(drawing: string): Lines {
  const drawn = drawing.split('|').map((part) => {
    const [, current, id = '', forkedAt, ids = ''] = /^\s*(\*?)(\w[\w-]*)(?:<(\S+))?:(.*)$/.exec(part) ?? []
    return { id, current: current === '*', forkedAt, ids: ids.split(' ').filter((word) => word !== '') }
  })
  return {
    branches: drawn.map(({ id, current, forkedAt }) => ({
      id,
      current,
      ...(forkedAt === undefined ? {} : { forkedAt }),
      ...(current ? {} : { leftAt: '2026-11-22T21:00:00.000Z' }),
    })),
    snapshots: drawn.flatMap(({ id: branch, ids }) =>
      ids.map((id) => note(id, { branch, by: id.startsWith('l') ? 'leaving' : 'user' })),
    ),
  }
}

/** The same as a history in which each snapshot takes 1 MiB. */
export function history(drawing: string, change: (note: SnapshotNote) => SnapshotNote = (as) => as): History {
  const drawn = lines(drawing)
  return toHistory({ ...drawn, snapshots: drawn.snapshots.map(change) }, () => ({ uniqueBytes: 2 ** 20 }))
}
