import type { DirTools } from './dir/store.ts'
import type { Runner } from './exec.ts'
import { commitDisk, convert, createDisk, createOverlay, resizeDisk } from './images/qemu-img.ts'
import { makeSeedIso } from './images/seed.ts'

/** Gives a `dir` store the tools of the image room: rooms do not know each other, so they meet here. */
export function dirTools(runner: Runner): DirTools {
  return {
    createDisk: (path, format, sizeBytes, how) => createDisk(runner, path, format, sizeBytes, how),
    createOverlay: (path, base, sizeBytes) => createOverlay(runner, path, base, sizeBytes),
    copyDisk: (from, fromFormat, to, { signal, onPercent }, how) =>
      convert(runner, { from, fromFormat, to, toFormat: 'qcow2', ...how }, signal, onPercent),
    resizeDisk: (path, format, sizeBytes, how) => resizeDisk(runner, path, format, sizeBytes, how),
    commitDisk: (path) => commitDisk(runner, path),
    makeSeed: (path, seed) => makeSeedIso(runner, seed, path),
  }
}
