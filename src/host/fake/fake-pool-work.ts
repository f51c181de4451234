import type { PoolActivity } from '../../domain/pool-plan.ts'
import type { Vdev } from '../../domain/pool.ts'
import { change, type KeptPool } from './fake-pool-world.ts'
import { changed } from './fake-vdevs.ts'

/** As a hard disk reads. */
const bytesPerSecond = 180e6

/** Lets work that goes on in a pool be this far. */
export function advance(kept: KeptPool, activity: PoolActivity, share: number): void {
  const { scan, expansion, removal, vdevs } = kept.pool
  const done = (total: number) => Math.round(total * share)
  switch (activity) {
    case 'scrub':
    case 'resilver':
    case 'replace':
      if (scan.state === 'running')
        change(kept, {
          scan: {
            ...scan,
            doneBytes: done(scan.totalBytes),
            bytesPerSecond,
            secondsLeft: Math.round((scan.totalBytes * (1 - share)) / bytesPerSecond),
          },
        })
      return
    case 'raidz_expand':
      if (expansion.state === 'running')
        change(kept, { expansion: { ...expansion, doneBytes: done(expansion.totalBytes) } })
      return
    case 'remove':
      if (removal.state === 'running')
        change(kept, { removal: { ...removal, doneBytes: done(removal.totalBytes) } })
      return
    case 'trim':
      change(kept, { vdevs: changed(vdevs, isTrimmed, (vdev) => [trimmed(vdev, 'running', share * 100)]) })
      return
    case 'discard':
  }
}

/** Brings work to its end, with all that follows from it. */
export function end(kept: KeptPool, activity: PoolActivity, at: string): void {
  const { scan, expansion, vdevs } = kept.pool
  switch (activity) {
    case 'scrub':
    case 'resilver':
    case 'replace':
      if (scan.state !== 'running') return
      change(kept, {
        vdevs: changed(vdevs, (vdev) => vdev.kind === 'replacing', fresh),
        scan: {
          state: 'finished',
          what: scan.what,
          startedAt: scan.startedAt,
          endedAt: at,
          errors: 0,
          repairedBytes: 0,
        },
      })
      return
    case 'raidz_expand':
      if (expansion.state === 'running')
        change(kept, { expansion: { state: 'finished', vdev: expansion.vdev, endedAt: at } })
      return
    case 'remove':
      change(kept, {
        vdevs: vdevs.filter((vdev) => vdev.removing !== true),
        removal: { state: 'finished', endedAt: at },
      })
      return
    case 'trim':
      change(kept, { vdevs: changed(vdevs, isTrimmed, (vdev) => [trimmed(vdev, 'finished', 100)]) })
      return
    case 'discard':
  }
}

/** The new drive alone, once it has everything. */
function fresh(vdev: Vdev): readonly Vdev[] {
  const last = 'children' in vdev ? vdev.children.at(-1) : undefined
  if (!last || 'children' in last) return [vdev]
  const { scanning: _, ...leaf } = last
  return [leaf]
}

function isTrimmed(vdev: Vdev): boolean {
  return 'trim' in vdev && vdev.trim?.state === 'running'
}

function trimmed(vdev: Vdev, state: 'running' | 'finished', percent: number): Vdev {
  return { ...vdev, trim: { state, percent } } as Vdev
}
