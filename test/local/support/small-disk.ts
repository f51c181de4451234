import { open, rm, statfs } from 'node:fs/promises'

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

/** Leaves so many bytes free in a folder's file system; returns the way to free them again. */
export async function fillUp(folder: string, leaveBytes: number): Promise<() => Promise<void>> {
  const path = `${folder}/filler`
  const { bavail, bsize } = await statfs(folder)
  const file = await open(path, 'wx')
  try {
    const piece = Buffer.alloc(bsize)
    for (let left = bavail - Math.ceil(leaveBytes / bsize); left > 0; left--) await file.write(piece)
  } finally {
    await file.close()
  }
  return () => rm(path)
}
