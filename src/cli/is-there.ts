import type { PathLike } from 'node:fs'
import { lstat } from 'node:fs/promises'

/** Whether something has this path, be it a link that leads nowhere. What cannot be looked at is refused when it is written. */
export async function isThere(path: PathLike): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
