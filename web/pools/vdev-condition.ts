import type { MessageKey } from '../messages/message.ts'
import type { Tone } from '../ui/tone.ts'
import type { PoolVdev } from '../api/answers.ts'

/** How a device of a pool is, as a shape and a word. */
export interface VdevCondition {
  readonly tone: Tone
  readonly word: MessageKey
}

const states: Readonly<Record<PoolVdev['state'], VdevCondition>> = {
  online: { tone: 'ok', word: 'vdev.state.online' },
  degraded: { tone: 'look', word: 'vdev.state.degraded' },
  faulted: { tone: 'broken', word: 'vdev.state.faulted' },
  offline: { tone: 'off', word: 'vdev.state.offline' },
  removed: { tone: 'broken', word: 'vdev.state.removed' },
  unavail: { tone: 'broken', word: 'vdev.state.unavail' },
  suspended: { tone: 'broken', word: 'vdev.state.suspended' },
  inuse: { tone: 'busy', word: 'vdev.state.inuse' },
  avail: { tone: 'ok', word: 'vdev.state.avail' },
  unknown: { tone: 'look', word: 'vdev.state.unknown' },
}

/** What goes on with it comes before how it is; errors make one that works worth a look. */
export function vdevCondition(
  vdev: Pick<PoolVdev, 'state' | 'errors' | 'scanning' | 'removing'>,
): VdevCondition {
  if (vdev.state === 'online' && vdev.scanning !== undefined)
    return vdev.scanning === 'awaiting-resilver'
      ? { tone: 'busy', word: 'vdev.state.awaiting' }
      : { tone: 'busy', word: 'vdev.state.filling' }
  if (vdev.removing) return { tone: 'busy', word: 'vdev.state.emptying' }
  if (vdev.state === 'online' && errorCount(vdev) > 0) return { tone: 'look', word: 'vdev.state.errors' }
  return states[vdev.state]
}

export function errorCount({ errors }: Pick<PoolVdev, 'errors'>): number {
  return errors.read + errors.write + errors.checksum
}
