import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Makes the names in a folder durable; a file's own fsync does not (fsync(2), "Calling fsync() does not necessarily …"). */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
