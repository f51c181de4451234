import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { DiskFormat } from '../../domain/disk.ts'
import type { GuestLook, GuestPlace } from '../../domain/guest-file.ts'
import type { Runner } from '../exec.ts'
import type { WalkedFile } from '../../domain/diff-files.ts'
import type { GuestFile } from '../snapshot-host.ts'
import { withMounts } from './file-systems.ts'
import { findFileSystems, findTree } from './find-tree.ts'
import { launchProblem } from './fish-problems.ts'
import { startFish } from './fish.ts'
import { lookInto } from './look-into.ts'

/** A disk to look into: it is only read. */
export interface BlockImage {
  readonly name: string
  readonly path: string
  readonly format: DiskFormat
}

/**
 * The disks of a guest, opened in a small VM of libguestfs': it is the kernel in there that reads what the guest wrote, whatever that is.
 * One thing at a time; what is asked meanwhile waits.
 */
export interface Appliance {
  look(place: GuestPlace): Promise<GuestLook>
  /** The content of a file; links are followed, within the guest. Settles when its first part is there. */
  read(place: GuestPlace): Promise<GuestFile>
  /** A folder with all in it, as tar. */
  readFolder(place: GuestPlace): Promise<Readable>
  /** Every file below a folder, by its path from there. */
  walk(place: GuestPlace, signal?: AbortSignal): Promise<readonly WalkedFile[]>
  readonly hasEnded: () => boolean
  end(): Promise<void>
}

export interface ApplianceOptions {
  readonly runner: Runner
  /** As the user sees it, for messages: `web@before-13`. */
  readonly title: string
  /** Where it has a folder for as long as it is open. Sockets lie there, so its path is short. */
  readonly scratch: string
  /** Where libguestfs keeps the system that its VM starts. */
  readonly cache: string
  /** Without KVM. Trying it is no way to find out whether it works, as where it does not it may hang. */
  readonly emulated: boolean
  /** The VM of the appliance takes so much of the host's RAM. Default 768. */
  readonly memoryMiB?: number
}

/**
 * How long its start may take, the making of its system included, which comes first on a host and each time its kernel is a new one. With KVM
 * it is seconds. Emulated it is half a minute on a PC, and ten minutes on a host that is emulated itself.
 */
const launchLimitMs = { kvm: 300_000, emulated: 1_200_000 } as const

export async function openAppliance(
  disks: readonly BlockImage[],
  options: ApplianceOptions,
): Promise<Appliance> {
  const { title, runner, memoryMiB = 768 } = options
  const folder = await mkdtemp(join(options.scratch, 'a-'))
  const fish = startFish({ runner, env: environment(folder, options) })
  const end = async () => {
    await fish.end()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await fish.ask(['set-memsize', String(memoryMiB)])
    for (const [index, disk] of disks.entries()) {
      const overlay = join(folder, `${index}.qcow2`)
      await layOver(runner, disk, overlay)
      await fish.ask(['add-drive', Buffer.from(overlay), 'format:qcow2', 'cachemode:unsafe'])
    }
    await fish.ask(['run'], launchLimitMs[options.emulated ? 'emulated' : 'kvm'])
    const found = await findFileSystems(
      fish,
      disks.map(({ name }) => name),
    )
    const mounts = await findTree(fish, found)
    const fileSystems = mounts ? withMounts(found.fileSystems, mounts) : found.fileSystems
    return { ...lookInto(fish, title, fileSystems, mounts), end }
  } catch (error) {
    await end()
    throw await launchProblem(title, error)
  }
}

/**
 * What the VM writes, as when it replays a journal, goes into a file of its own. libguestfs would make one for disks that are to be only
 * read; but then it has QEMU guess what is in there (lib/launch-direct.c of 1.48 names the format of the overlay's file, and not that of the
 * disk), and a guest could write the header of an image into its disk that has a file of the host's below it.
 */
async function layOver(runner: Runner, { path, format }: BlockImage, overlay: string): Promise<void> {
  const below = ['-F', format, '-b', path]
  await runner.run(['qemu-img', 'create', '-q', '-f', 'qcow2', ...below, '--', overlay], {
    timeoutMs: 60_000,
  })
}

function environment(folder: string, { cache, emulated }: ApplianceOptions): Record<string, string> {
  return {
    // It starts QEMU itself: that needs no libvirt, and none of its rights on files.
    LIBGUESTFS_BACKEND: 'direct',
    LIBGUESTFS_CACHEDIR: cache,
    TMPDIR: folder,
    // For its sockets.
    XDG_RUNTIME_DIR: folder,
    ...(emulated ? { LIBGUESTFS_BACKEND_SETTINGS: 'force_tcg' } : {}),
  }
}
