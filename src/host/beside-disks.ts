import type { VmPlace } from './store-host.ts'

/** The files of a VM that lie beside its disks, and go along when it moves: from where to where. Its definition is written anew. */
export function besideDisks(from: VmPlace, to: VmPlace): readonly (readonly [string, string])[] {
  return [
    [from.nvramPath, to.nvramPath],
    [from.seedPath, to.seedPath],
    [from.consoleLogPath, to.consoleLogPath],
  ]
}
