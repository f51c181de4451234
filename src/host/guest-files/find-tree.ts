import { readFileSystems, readMounts, type FoundFileSystem, type Mounts } from './file-systems.ts'
import type { Fish } from './fish.ts'
import { ignoreRefusal } from './look-around.ts'

/** What libguestfs lists as file systems, and what it leaves out of that: what is encrypted. */
export async function findFileSystems(fish: Fish, disks: readonly string[]): Promise<FoundFileSystem[]> {
  const listed = readFileSystems(await fish.ask(['list-filesystems']), disks)
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
  return [...listed, ...others].toSorted((one, other) => (one.id < other.id ? -1 : 1))
}

/**
 * The guest's own tree: the one file system there is, or what libguestfs finds to be an operating system, with what that mounts where. None
 * if there are several, or none.
 */
export async function findTree(fish: Fish, found: readonly FoundFileSystem[]): Promise<Mounts | undefined> {
  const [only, ...others] = found.filter(({ content }) => content === 'files')
  if (!only) return undefined
  if (others.length === 0) return [{ mountable: only.mountable, path: Buffer.from('/') }]
  const roots = lines(await fish.ask(['inspect-os']))
  const [root] = roots
  if (root === undefined || roots.length > 1) return undefined
  const mounts = readMounts(await fish.ask(['inspect-get-mountpoints', root]))
  return mounts[0]?.path.length === 1 ? mounts : [{ mountable: root, path: Buffer.from('/') }]
}

function lines(output: Buffer): Buffer[] {
  return output
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Buffer.from(line, 'latin1'))
}
