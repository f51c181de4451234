import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { AcceleratorVerdict } from '../../domain/accelerator.ts'
import type { Runner } from '../exec.ts'
import { pointTitle } from '../guest-file-problems.ts'
import type { SnapshotFiles } from '../snapshot-host.ts'
import { openAppliance } from './appliance.ts'
import { shelfOf, type ShelfOptions } from './shelf.ts'

export interface SnapshotFilesOptions extends Pick<ShelfOptions, 'images' | 'idleMs'> {
  readonly runner: Runner
  /** Emptied at the start: what a daemon that was killed left is of no use. */
  readonly scratch: string
  /** Kept: the system that libguestfs makes of this host's packages, 400 MB that take some seconds to make. */
  readonly cache: string
  readonly accelerator: Promise<AcceleratorVerdict>
}

/** Reads files of guests through libguestfs, with the disks of a snapshot open for as long as someone asks for what is on them. */
export async function openSnapshotFiles(options: SnapshotFilesOptions): Promise<SnapshotFiles> {
  const { runner, scratch, cache, accelerator, ...rest } = options
  await mkdir(scratch, { recursive: true, mode: 0o700 })
  for (const name of await readdir(scratch)) await rm(join(scratch, name), { recursive: true, force: true })
  return shelfOf({
    ...rest,
    open: async (disks, { vm, snapshot }) => {
      await mkdir(cache, { recursive: true, mode: 0o700 })
      const emulated = (await accelerator).accelerator !== 'kvm'
      return openAppliance(disks, { runner, scratch, cache, emulated, title: pointTitle(vm, snapshot) })
    },
  })
}
