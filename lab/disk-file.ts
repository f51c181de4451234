import { truncate, writeFile } from 'node:fs/promises'
import type { DiskRecord } from './machine-record.ts'

/** Makes a disk blank: a sparse file in place of whatever was there. */
export async function makeDiskFile({ path, sizeMiB }: Pick<DiskRecord, 'path' | 'sizeMiB'>): Promise<void> {
  await writeFile(path, '')
  await truncate(path, sizeMiB * 1024 * 1024)
}
