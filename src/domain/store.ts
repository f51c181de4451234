import { loadKeyLine, storeLocked } from './key-lock.ts'
import { refused, valid, type Checked } from './problem.ts'

/** Where VMs live: a dataset in a pool, or a directory with qcow2 disks. */
export interface StoreFacts {
  readonly name: string
  readonly kind: 'dir' | 'zfs'
  /** The directory, or the dataset. */
  readonly path: string
  readonly totalBytes: number
  readonly freeBytes: number
  /** The dataset whose key is not loaded (`key-lock.ts`): nothing in the store can be read or made until it is. */
  readonly lockedBy?: string | undefined
}

/** The store every host has: the directory in the daemon's state. */
export const localStore = 'local'

/**
 * The store of a new VM: the one that was asked for, else a `zfs` store, whose snapshots cost nothing, before a directory; of
 * several the first by name, so that the same wish goes to the same place each time: one that is locked is not passed over in silence.
 */
export function chooseStore(wish: string | undefined, stores: readonly StoreFacts[]): Checked<StoreFacts> {
  const byName = [...stores].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const found =
    wish === undefined
      ? (byName.find(({ kind }) => kind === 'zfs') ?? byName[0])
      : byName.find(({ name }) => name === wish)
  if (found?.lockedBy !== undefined) {
    const others = byName
      .filter(({ lockedBy }) => lockedBy === undefined)
      .map(({ name }) => `--store ${name}`)
    const elsewhere = others.length === 0 ? '' : `; or take another: ${others.join(', ')}`
    return refused({
      ...storeLocked(found.name, found.lockedBy),
      field: 'store',
      hint: `Load it: ${loadKeyLine(found.lockedBy)}${elsewhere}`,
    })
  }
  if (found) return valid(found)
  const names = byName.map(({ name }) => name).join(', ')
  return refused({
    code: 'not_found',
    field: 'store',
    object: { type: 'store', name: wish ?? '' },
    message:
      wish === undefined ? 'This host has no store.' : `There is no store named ${JSON.stringify(wish)}.`,
    hint: names === '' ? 'See what is wrong: kiste doctor' : `There are: ${names}.`,
  })
}
