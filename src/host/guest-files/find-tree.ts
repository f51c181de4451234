import { readFileSystems, readMounts, type FoundFileSystem, type Mounts } from './file-systems.ts'
import { readDiskNames, withDiskName, type DiskNames } from './disk-names.ts'
import type { Fish } from './fish.ts'
import { ignoreRefusal } from './look-around.ts'

export interface FoundFileSystems {
  readonly fileSystems: readonly FoundFileSystem[]
  readonly names: DiskNames
}

/** What libguestfs lists as file systems, and what it leaves out of that: what is encrypted. */
export async function findFileSystems(fish: Fish, disks: readonly string[]): Promise<FoundFileSystems> {
  const said = await fish.ask(['list-filesystems'])
  const listed = readFileSystems(said, disks)
  const known = new Set(listed.map(({ id }) => id))
  const lists = [
    await fish.ask(['list-devices']),
    await fish.ask(['list-partitions']),
    await fish.ask(['lvs']),
  ]
  const others: FoundFileSystem[] = []
  for (const device of lists.flatMap(lines)) {
    const kind = await fish.ask(['vfs-type', device]).catch(ignoreRefusal)
    const found = kind && readFileSystems(Buffer.concat([device, Buffer.from(': '), kind]), disks)
    others.push(...(found ?? []).filter(({ id, content }) => content === 'encrypted' && !known.has(id)))
  }
  const fileSystems = [...listed, ...others].toSorted((one, other) => (one.id < other.id ? -1 : 1))
  return { fileSystems, names: readDiskNames(said) }
}

/**
 * The guest's own tree: the one file system there is, or what libguestfs finds to be an operating system, with what that mounts where. None
 * if there are several, or none.
 */
export async function findTree(
  fish: Fish,
  { fileSystems, names }: FoundFileSystems,
): Promise<Mounts | undefined> {
  const [only, ...others] = fileSystems.filter(({ content }) => content === 'files')
  if (!only) return undefined
  if (others.length === 0) return [{ mountable: only.mountable, path: Buffer.from('/') }]
  const roots = lines(await fish.ask(['inspect-os']))
  const [root] = roots
  if (root === undefined || roots.length > 1) return undefined
  const mountable = withDiskName(root, names)
  const mounts = readMounts(await fish.ask(['inspect-get-mountpoints', mountable]), names)
  return mounts[0]?.path.length === 1 ? mounts : [{ mountable, path: Buffer.from('/') }]
}

function lines(output: Buffer): Buffer[] {
  return output
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Buffer.from(line, 'latin1'))
}
