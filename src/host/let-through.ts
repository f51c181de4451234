import { chmod, stat } from 'node:fs/promises'

/**
 * Lets other users through a folder of ours, not look into it: QEMU runs as a user of its own under the system libvirt, and the files of
 * VMs lie below. What is private there has its own mode.
 */
export async function letThrough(folder: string): Promise<void> {
  const { mode } = await stat(folder)
  if ((mode & 0o011) !== 0o011) await chmod(folder, (mode & 0o7777) | 0o011)
}
