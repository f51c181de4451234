import type { MessageKey } from '../messages/message.ts'
import type { ImportablePool } from '../api/answers.ts'

/** Who had a pool last. */
export const otherHostWords: Readonly<Record<ImportablePool['otherHost']['use'], MessageKey>> = {
  none: 'pools.importable.exported',
  last: 'pools.importable.otherHost',
  now: 'pools.importable.otherHostNow',
  unknown: 'pools.importable.unknownHost',
}
