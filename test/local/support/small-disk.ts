import { open, rm, statfs, type FileHandle } from 'node:fs/promises'

/**
 * Runs a command with a small file system of its own mounted on this folder: in a user and mount namespace, without any privilege
 * left when the command runs. Others see the folder as it is without, or below `/proc/PID/root`.
 */
export function withSmallDisk(folder: string, sizeMiB: number): readonly string[] {
  const mount = `mount -t tmpfs -o size=${sizeMiB}m,mode=700 tmpfs "$0"`
  const drop = 'exec setpriv --ambient-caps=-all --inh-caps=-all --bounding-set=-all --no-new-privs -- "$@"'
  const unshare = ['unshare', '--map-current-user', '--keep-caps', '--mount']
  return [...unshare, 'sh', '-c', `${mount} && ${drop}`, folder]
}

/** Leaves so many bytes free in a folder's file system, also where others write to it meanwhile; returns the way to free them again. */
export async function fillUp(folder: string, leaveBytes: number): Promise<() => Promise<void>> {
  const path = `${folder}/filler`
  const file = await open(path, 'wx')
  try {
    while (await writeBlock(file, folder, leaveBytes));
  } finally {
    await file.close()
  }
  return () => rm(path)
}

/** Whether there was a block to spare. */
async function writeBlock(file: FileHandle, folder: string, leaveBytes: number): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize <= leaveBytes) return false
  try {
    await file.write(Buffer.alloc(bsize))
    return true
  } catch (error) {
    // Somebody else took the last one since.
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false
    throw error
  }
}
