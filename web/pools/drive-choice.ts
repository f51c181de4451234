import { isErasable } from '../../src/domain/drive.ts'
import type { Message } from '../messages/message.ts'
import type { Drive } from '../api/answers.ts'

type Use = Drive['uses'][number]

/** Whether a drive can be given to a pool: it is bare, what is on it would be lost, or something needs it. */
export type DriveChoice =
  | { readonly is: 'free' }
  | { readonly is: 'used-before'; readonly by: readonly Message[] }
  | { readonly is: 'taken'; readonly by: readonly Message[] }

export function driveChoice(drive: Pick<Drive, 'uses'>): DriveChoice {
  const taken = drive.uses.filter((use) => !isErasable(use))
  if (taken.length > 0) return { is: 'taken', by: taken.map(messageOfUse) }
  if (drive.uses.length > 0) return { is: 'used-before', by: drive.uses.map(messageOfUse) }
  return { is: 'free' }
}

/** What a drive, or a part of it, is used for. */
export function messageOfUse(use: Use): Message {
  switch (use.what) {
    case 'mounted':
      return { key: 'drive.use.mounted', values: { place: use.mountpoint } }
    case 'swap':
      return { key: 'drive.use.swap' }
    case 'pool':
      return use.imported
        ? { key: 'drive.use.pool', values: { pool: use.pool } }
        : { key: 'drive.use.otherPool', values: { pool: use.pool } }
    case 'holder':
      return { key: 'drive.use.holder', values: { holder: use.holder } }
    case 'unreadable':
      return { key: 'drive.use.unreadable', values: { because: use.because } }
    case 'content':
      return use.label === undefined
        ? { key: 'drive.use.content', values: { type: use.type } }
        : { key: 'drive.use.contentNamed', values: { type: use.type, label: use.label } }
    case 'partitions':
      return { key: 'drive.use.partitions', values: { count: use.count } }
    case 'vm':
      return { key: 'drive.use.vm', values: { vm: use.vm } }
  }
}

/** Those that can be chosen, bare ones first; the others are in use. */
export function sortDrives(drives: readonly Drive[]): {
  readonly open: readonly Drive[]
  readonly taken: readonly Drive[]
} {
  const of = (is: DriveChoice['is']) => drives.filter((drive) => driveChoice(drive).is === is)
  return { open: [...of('free'), ...of('used-before')], taken: of('taken') }
}

/** Whether giving these to a pool loses what is on one of them. */
export function needErasing(drives: readonly Drive[], chosen: readonly string[]): boolean {
  return drives.some((drive) => chosen.includes(drive.id) && driveChoice(drive).is === 'used-before')
}
