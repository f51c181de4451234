import type { Runner } from './exec.ts'
import { convertToDevice } from './images/qemu-img.ts'
import { makeSeedIso } from './images/seed.ts'
import type { ZfsStoreTools } from './zfs/store/store.ts'

/** Gives stores in pools the tools of the image room: rooms do not know each other, so they meet here. */
export function zfsTools(runner: Runner): ZfsStoreTools {
  return {
    fillDevice: ({ path, format }, device, { signal, onPercent }) =>
      convertToDevice(runner, { from: path, fromFormat: format, device }, signal, onPercent),
    makeSeed: (path, seed) => makeSeedIso(runner, seed, path),
  }
}
