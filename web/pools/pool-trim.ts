import type { Pool } from '../api/answers.ts'

/** How the trim of a pool stands. Each of its devices goes at its own pace; all together are as far as their mean. */
export type PoolTrim =
  /** No device of it can be trimmed. */
  | { readonly state: 'unsupported' }
  | { readonly state: 'none' }
  /** `share`: from 0 to 1. */
  | { readonly state: 'running' | 'paused'; readonly share: number }

export function trimOf({ vdevs }: Pick<Pool, 'vdevs'>): PoolTrim {
  const devices = vdevs.filter(({ path }) => path !== undefined)
  const trims = devices.flatMap(({ trim }) => (trim === undefined ? [] : [trim]))
  // Where a release does not tell, the plan does.
  if (
    devices.length > 0 &&
    trims.length === devices.length &&
    trims.every(({ state }) => state === 'unsupported')
  )
    return { state: 'unsupported' }
  const runs = trims.some(({ state }) => state === 'running')
  if (!runs && !trims.some(({ state }) => state === 'suspended')) return { state: 'none' }
  const percents = trims.flatMap((trim) => ('percent' in trim ? [trim.percent] : []))
  const mean = percents.reduce((sum, percent) => sum + percent, 0) / percents.length
  return { state: runs ? 'running' : 'paused', share: mean / 100 }
}

export function isUnderWay(trim: PoolTrim): trim is Extract<PoolTrim, { state: 'running' | 'paused' }> {
  return trim.state === 'running' || trim.state === 'paused'
}
