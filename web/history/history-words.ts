import type { Consistency, SnapshotAuthor } from '../../src/domain/snapshot.ts'
import type { MessageKey } from '../messages/message.ts'

/** What a guest finds that comes back here. */
export const consistencyWords: Readonly<Record<Consistency, MessageKey>> = {
  off: 'history.off',
  ram: 'history.ram',
  filesystem: 'history.filesystem',
  crash: 'history.crash',
}

/** Who wanted a point. */
export const authorWords: Readonly<Record<SnapshotAuthor, MessageKey>> = {
  user: 'history.by.user',
  policy: 'history.by.policy',
  clone: 'history.by.clone',
  leaving: 'history.by.leaving',
}
