import type { DirTools } from './dir/store.ts'
import type { Runner } from './exec.ts'
import { commitDisk, convert, createDisk, createOverlay, resizeDisk } from './images/qemu-img.ts'
import { makeSeedIso } from './images/seed.ts'

/** Gives a `dir` store the tools of the image room: rooms do not know each other, so they meet here. */
export function dirTools(runner: Runner): DirTools {
  return {
    createDisk: (path, format, sizeBytes, how) => createDisk(runner, path, format, sizeBytes, how),
    createOverlay: (path, base, sizeBytes) => createOverlay(runner, path, base, sizeBytes),
    copyDisk: (from, fromFormat, to, { signal, onPercent }) =>
      convert(runner, { from, fromFormat, to, toFormat: 'qcow2' }, signal, onPercent),
    resizeDisk: (path, format, sizeBytes) => resizeDisk(runner, path, format, sizeBytes),
    commitDisk: (path) => commitDisk(runner, path),
    makeSeed: (path, seed) => makeSeedIso(runner, seed, path),
  }
}
