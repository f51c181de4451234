import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { AcceleratorVerdict } from '../../domain/accelerator.ts'
import type { Runner } from '../exec.ts'
import { tooManyOpen } from '../guest-file-problems.ts'
import type { ImageReader, SnapshotAt, SnapshotFiles, SnapshotImages } from '../snapshot-host.ts'
import { openAppliance, type Appliance } from './appliance.ts'

export interface SnapshotFilesOptions {
  readonly runner: Runner
  /** Opens the disks of a snapshot, where they lie. */
  readonly images: (at: SnapshotAt, reader: ImageReader) => Promise<SnapshotImages>
  /** Emptied at the start: what a daemon that was killed left is of no use. */
  readonly scratch: string
  /** Kept: the appliance that libguestfs makes of this host's packages, 400 MB that take some seconds to make. */
  readonly cache: string
  readonly accelerator: Promise<AcceleratorVerdict>
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
  lastUsed: number
  close(): Promise<void>
}

/** Reads files of guests through libguestfs, with the disks of a snapshot open for as long as someone asks for what is on them. */
export async function openSnapshotFiles(options: SnapshotFilesOptions): Promise<SnapshotFiles> {
  const { runner, accelerator, scratch, cache, idleMs = 180_000 } = options
  await mkdir(scratch, { recursive: true, mode: 0o700 })
  for (const name of await readdir(scratch)) await rm(join(scratch, name), { recursive: true, force: true })
  const opened = new Map<string, Open>()
  let uses = 0

  const start = async (at: SnapshotAt, images: Promise<SnapshotImages>): Promise<Appliance> => {
    const { disks } = await images
    await mkdir(cache, { recursive: true, mode: 0o700 })
    return openAppliance(disks, {
      runner,
      scratch,
      cache,
      title: `${at.vm}@${at.snapshot}`,
      emulated: (await accelerator).accelerator !== 'kvm',
    })
  }

  const open = (key: string, at: SnapshotAt): Open => {
    let closing: Promise<void> | undefined
    const images = options.images(at, { letGo: () => letGo(mine) })
    const appliance = start(at, images)
    const mine: Open = {
      at,
      appliance,
      busy: 0,
      lastUsed: 0,
      close: () =>
        (closing ??= (async () => {
          if (opened.get(key) === mine) opened.delete(key)
          await appliance.then((one) => one.end()).catch(() => undefined)
          await images.then((one) => one.close()).catch(() => undefined)
        })()),
    }
    opened.set(key, mine)
    return mine
  }

  const letGo = async (one: Open): Promise<boolean> => {
    if (one.busy > 0) return false
    await one.close()
    return true
  }

  /** The disks of a snapshot, opened if they are not; makes room for them by closing those that nobody waits for. */
  const find = async (at: SnapshotAt): Promise<Open> => {
    const key = [at.store, at.uuid, at.snapshot].join('\n')
    const there = opened.get(key)
    if (there) return there
    if (opened.size >= mostOpen) {
      const idle = [...opened.values()].filter(({ busy }) => busy === 0)
      const [oldest] = idle.toSorted((one, other) => one.lastUsed - other.lastUsed)
      if (!oldest) throw tooManyOpen(`${at.vm}@${at.snapshot}`, mostOpen)
      await oldest.close()
      return find(at)
    }
    return open(key, at)
  }

  /** Does something with the disks of a snapshot. `until` settles when its result has been read. */
  const use = async <T>(
    at: SnapshotAt,
    work: (appliance: Appliance) => Promise<T>,
    until: (result: T) => Promise<unknown> | undefined = () => undefined,
  ): Promise<T> => {
    const one = await find(at)
    one.busy += 1
    const rest = async () => {
      one.busy -= 1
      one.lastUsed = uses += 1
      const used = uses
      const appliance = await one.appliance.catch(() => undefined)
      if (!appliance || appliance.hasEnded()) return one.close()
      await delay(idleMs, undefined, { ref: false })
      if (one.busy === 0 && one.lastUsed === used) await one.close()
    }
    try {
      const result = await work(await one.appliance)
      const reading = until(result)
      void Promise.resolve(reading).then(rest, rest)
      return result
    } catch (error) {
      void rest()
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
  return content.closed ? Promise.resolve() : new Promise((resolve) => content.once('close', resolve))
}
