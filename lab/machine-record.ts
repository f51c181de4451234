import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Flavour } from './build/flavours.ts'

/** What is written down of a machine, in its folder. What QEMU knows better is not in it. */
export interface MachineRecord {
  readonly name: string
  readonly flavour: Flavour['name']
  /** Debian's version of its ZFS packages. */
  readonly zfs: string
  readonly buildFolder: string
  /** The disk that holds the project. */
  readonly appPath: string
  /** For sockets, whose paths must be short. */
  readonly runFolder: string
  readonly sshPort: number
  readonly cpus: number
  readonly memoryMiB: number
  /** It has a KVM of its own, emulated. */
  readonly kvm: boolean
  /** The guest reaches nothing but itself, unless this is set. */
  readonly reachesOut: boolean
  /** Differ between machines, as ZFS tells hosts apart by one of them and systemd by the other. Hex. */
  readonly hostId: string
  readonly machineId: string
  readonly disks: readonly DiskRecord[]
}

export interface DiskRecord {
  /** As the guest sees it: `/dev/disk/by-id/virtio-SERIAL`. */
  readonly serial: string
  /** The raw file behind it. */
  readonly path: string
  /** Which of the machine's sockets it is for. */
  readonly slot: number
  /** Whether it is in. A disk that was pulled stays out over a power cut. */
  readonly plugged: boolean
  readonly sectorBytes: 512 | 4096
  /** How large it was made; it may have been grown since. */
  readonly sizeMiB: number
  /** Came with the machine, and so belongs to its clean state. */
  readonly inborn: boolean
}

/** How many disks a machine has sockets for, the project's own aside. */
export const diskSlots = 15

const fileName = 'machine.json'

export async function readRecord(folder: string): Promise<MachineRecord | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, fileName), 'utf8')) as MachineRecord
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The records of all machines there are, as they stand written: what is named in them is in use. */
export async function allRecords(machines: string): Promise<string> {
  const names = await readdir(machines).catch(() => [])
  const texts = await Promise.all(
    names.map((name) => readFile(join(machines, name, fileName), 'utf8').catch(() => '')),
  )
  return texts.join('\n')
}

/** Replaces the record in one go. */
export async function writeRecord(folder: string, record: MachineRecord): Promise<void> {
  const draft = join(folder, `.${fileName}.${process.pid}`)
  await writeFile(draft, `${JSON.stringify(record, null, 2)}\n`)
  await rename(draft, join(folder, fileName))
}
