import { ProblemError } from '../../../domain/problem.ts'
import { reserveBytes } from '../../../domain/store-space.ts'
import type { ZfsStore } from './store.ts'
import { find } from './tree.ts'

/** Gives back the space that is set aside, so that something can be deleted from a full pool. */
export async function releaseReserve({ layout, zfs }: Pick<ZfsStore, 'layout' | 'zfs'>): Promise<void> {
  await zfs.run({ do: 'set', dataset: layout.reserve, properties: { refreservation: 'none' } })
}

/** Sets space aside again, if there is enough by now; whether it is set aside. */
export async function renewReserve({ layout, zfs }: Pick<ZfsStore, 'layout' | 'zfs'>): Promise<boolean> {
  if (!find(await zfs.look([layout.reserve], { depth: 0 }), layout.reserve)) return false
  const { usedBytes, availableBytes } = await zfs.space(layout.root)
  const bytes = reserveBytes(usedBytes + availableBytes)
  try {
    await zfs.run({ do: 'set', dataset: layout.reserve, properties: { refreservation: String(bytes) } })
    return true
  } catch (error) {
    // Not yet: what was deleted was not enough, or becomes free a little later.
    if (!isFull(error)) throw error
    return false
  }
}

/** Stores whose space was given back and could not be set aside again at once. */
const awaiting = new WeakSet<object>()

/**
 * Does what makes room; where there is no space even for that, with what was set aside. What could not be set aside again then, as the
 * pool was still full, is as soon as something else has made room.
 */
export async function makingRoom<T>(store: ZfsStore, work: () => Promise<T>): Promise<T> {
  try {
    const made = await work()
    if (awaiting.has(store)) await renew(store)
    return made
  } catch (error) {
    if (!isFull(error)) throw error
    awaiting.add(store)
    await releaseReserve(store)
    try {
      return await work()
    } finally {
      await renew(store)
    }
  }
}

async function renew(store: ZfsStore): Promise<void> {
  if (await renewReserve(store)) awaiting.delete(store)
}

function isFull(error: unknown): boolean {
  return error instanceof ProblemError && error.problems.some(({ code }) => code === 'no_space')
}
