import { lstat, mkdir, readdir, readlink, symlink, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Makes a folder hold these links and no others. What is in it and is no link is somebody's, as a volume made with virt-manager, and stays.
 */
export async function linkInto(
  folder: string,
  links: readonly { readonly name: string; readonly path: string }[],
): Promise<void> {
  // QEMU, as another user under the system libvirt, may have to come through; who lives here need not be seen.
  await mkdir(folder, { recursive: true, mode: 0o711 })
  const wanted = new Map(links.map(({ name, path }) => [name, path]))
  const there = new Map<string, string>()
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if ((await lstat(path)).isSymbolicLink()) there.set(name, await readlink(path))
  }
  for (const [name, target] of there) if (wanted.get(name) !== target) await unlink(join(folder, name))
  for (const [name, target] of wanted)
    if (there.get(name) !== target) await symlink(target, join(folder, name))
}
