import type { Message } from '../messages/message.ts'
import { isUnderWay, trimOf } from './pool-trim.ts'
import type { Pool } from '../api/answers.ts'

/** Something that goes on in a pool, and how far it is. */
export interface WorkInPool {
  readonly what: Message
  /** From 0 to 1. */
  readonly share: number
  /** How much that is; absent of what is told in percent only. */
  readonly amount?: { readonly doneBytes: number; readonly totalBytes: number }
  readonly paused: boolean
  readonly bytesPerSecond?: number
  readonly secondsLeft?: number
}

type Worked = Pick<Pool, 'scan' | 'expansion' | 'removal' | 'vdevs'>

export function workIn({ scan, expansion, removal, vdevs }: Worked): readonly WorkInPool[] {
  const works: WorkInPool[] = []
  if (scan.state === 'running')
    works.push({
      what: { key: scan.what === 'scrub' ? 'pool.work.scrub' : 'pool.work.resilver' },
      ...amounts(scan),
      paused: scan.paused,
      ...(scan.bytesPerSecond > 0 && !scan.paused ? { bytesPerSecond: scan.bytesPerSecond } : {}),
      ...(scan.secondsLeft !== null && !scan.paused ? { secondsLeft: scan.secondsLeft } : {}),
    })
  if (expansion.state === 'running' || expansion.state === 'paused')
    works.push({
      what: { key: 'pool.work.expansion', values: { group: expansion.vdev } },
      ...amounts(expansion),
      paused: expansion.state === 'paused',
    })
  if (removal.state === 'running')
    works.push({ what: { key: 'pool.work.removal' }, ...amounts(removal), paused: false })
  const trim = trimOf({ vdevs })
  if (isUnderWay(trim))
    works.push({ what: { key: 'pool.work.trim' }, share: trim.share, paused: trim.state === 'paused' })
  return works
}

function amounts({ doneBytes, totalBytes }: { readonly doneBytes: number; readonly totalBytes: number }) {
  return {
    amount: { doneBytes, totalBytes },
    share: totalBytes > 0 ? Math.min(1, doneBytes / totalBytes) : 0,
  }
}
