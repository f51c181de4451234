import type { PoolActivity } from './pool-plan.ts'
import { flattenVdevs, type Pool, type Vdev } from './pool.ts'

/** How far something is that goes on in a pool. */
export interface PoolProgress {
  readonly done: number
  readonly total: number
  readonly unit: 'bytes' | 'percent'
}

type Working = Pick<Pool, 'scan' | 'expansion' | 'removal' | 'checkpoint' | 'vdevs'>

/** How far this is in a pool; undefined while it does not go on. */
export function progressOf(activity: PoolActivity, pool: Working): PoolProgress | undefined {
  switch (activity) {
    case 'scrub':
    case 'resilver':
    case 'replace': {
      const { scan } = pool
      const what = activity === 'scrub' ? 'scrub' : 'resilver'
      return scan.state === 'running' && scan.what === what
        ? { done: scan.doneBytes, total: scan.totalBytes, unit: 'bytes' }
        : undefined
    }
    case 'raidz_expand':
      return pool.expansion.state === 'running' || pool.expansion.state === 'paused'
        ? { done: pool.expansion.doneBytes, total: pool.expansion.totalBytes, unit: 'bytes' }
        : undefined
    case 'remove':
      return pool.removal.state === 'running'
        ? { done: pool.removal.doneBytes, total: pool.removal.totalBytes, unit: 'bytes' }
        : undefined
    case 'trim':
      return trimOf(pool.vdevs)
    case 'discard':
      return undefined
  }
}

/** Each device goes at its own pace; all together are as far as their mean. */
function trimOf(vdevs: readonly Vdev[]): PoolProgress | undefined {
  const trims = flattenVdevs(vdevs).flatMap((vdev) => ('trim' in vdev && vdev.trim ? [vdev.trim] : []))
  if (!trims.some((trim) => trim.state === 'running')) return undefined
  const percents = trims.flatMap((trim) => ('percent' in trim ? [trim.percent] : []))
  return {
    done: percents.reduce((sum, percent) => sum + percent, 0) / percents.length,
    total: 100,
    unit: 'percent',
  }
}
