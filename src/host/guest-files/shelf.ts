import { setTimeout as delay } from 'node:timers/promises'
import { pointTitle, tooManyOpen } from '../guest-file-problems.ts'
import type { ImageReader, SnapshotAt, SnapshotFiles, SnapshotImages } from '../snapshot-host.ts'
import type { Appliance, BlockImage } from './appliance.ts'

export interface ShelfOptions {
  /** Finds the disks of a snapshot and notes who reads them. */
  readonly images: (at: SnapshotAt, reader: ImageReader) => Promise<SnapshotImages>
  readonly open: (disks: readonly BlockImage[], at: SnapshotAt) => Promise<Appliance>
  /** How long disks stay open after the last answer, as the next question often comes soon. Default 3 min. */
  readonly idleMs?: number
}

/** Each takes the RAM of a small VM. */
const mostOpen = 2

interface Open {
  readonly at: SnapshotAt
  readonly appliance: Promise<Appliance>
  /** How many wait for an answer. */
  busy: number
  /** Counts uses: the lowest is the longest ago. */
  lastUsed: number
  close(): Promise<void>
}

/** Keeps the disks of snapshots open while someone asks for what is on them, and for a while after. */
export function shelfOf({
  images: findImages,
  open: openDisks,
  idleMs = 180_000,
}: ShelfOptions): SnapshotFiles {
  const opened = new Map<string, Open>()
  let uses = 0

  const open = (key: string, at: SnapshotAt): Open => {
    let closing: Promise<void> | undefined
    const images = findImages(at, {
      letGo: async () => {
        if (mine.busy > 0) return false
        await mine.close()
        return true
      },
    })
    const appliance = images.then(({ disks }) => openDisks(disks, at))
    const mine: Open = {
      at,
      appliance,
      busy: 0,
      lastUsed: 0,
      close: () =>
        (closing ??= (async () => {
          if (opened.get(key) === mine) opened.delete(key)
          // What did not open has nothing to close.
          await appliance.then(
            (one) => one.end(),
            () => undefined,
          )
          await images.then(
            (one) => one.close(),
            () => undefined,
          )
        })()),
    }
    opened.set(key, mine)
    return mine
  }

  /** The disks of a snapshot, opened if they are not; makes room for them by closing those that nobody waits for. */
  const find = async (at: SnapshotAt): Promise<Open> => {
    const key = JSON.stringify([at.store, at.uuid, at.snapshot])
    for (;;) {
      const there = opened.get(key)
      if (there) return there
      if (opened.size < mostOpen) return open(key, at)
      const idle = [...opened.values()].filter(({ busy }) => busy === 0)
      const [oldest] = idle.toSorted((one, other) => one.lastUsed - other.lastUsed)
      if (!oldest) throw tooManyOpen(pointTitle(at.vm, at.snapshot), mostOpen)
      await oldest.close()
    }
  }

  const afterUse = async (one: Open): Promise<void> => {
    one.busy -= 1
    one.lastUsed = uses += 1
    const used = one.lastUsed
    const appliance = await one.appliance.catch(() => undefined)
    // What a VM is now changes with its next start, which must not find its disks open.
    const isNow = one.at.snapshot === undefined && one.busy === 0
    if (!appliance || appliance.hasEnded() || isNow) return one.close()
    await delay(idleMs, undefined, { ref: false })
    if (one.busy === 0 && one.lastUsed === used) await one.close()
  }

  /** Does something with the disks of a snapshot. `until` settles when its result has been read. */
  const use = async <T>(
    at: SnapshotAt,
    work: (appliance: Appliance) => Promise<T>,
    until: (result: T) => Promise<void> = () => Promise.resolve(),
  ): Promise<T> => {
    const one = await find(at)
    one.busy += 1
    try {
      const result = await work(await one.appliance)
      void until(result).then(() => afterUse(one))
      return result
    } catch (error) {
      void afterUse(one)
      throw error
    }
  }

  return {
    look: (at, place) => use(at, (appliance) => appliance.look(place)),
    read: (at, place) =>
      use(
        at,
        (appliance) => appliance.read(place),
        ({ content }) => closed(content),
      ),
    readFolder: (at, place) => use(at, (appliance) => appliance.readFolder(place), closed),
    walk: (at, place, signal) => use(at, (appliance) => appliance.walk(place, signal)),
    close: async () => {
      await Promise.all([...opened.values()].map((one) => one.close()))
    },
  }
}

function closed(content: NodeJS.ReadableStream & { readonly closed: boolean }): Promise<void> {
  return content.closed ? Promise.resolve() : new Promise((resolve) => content.once('close', () => resolve()))
}
