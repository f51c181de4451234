import { setTimeout as sleep } from 'node:timers/promises'
import { here } from '../../src/host/exec.ts'
import { withScratch } from '../../src/host/images/durable.ts'
import { removeTree } from '../../src/host/images/remove-tree.ts'
import { pickWorkFolder } from '../../src/host/images/work-folder.ts'

/** Gives the work a folder that can hold a whole system: in memory if there is plenty. Nothing stays of it. */
export async function inWorkFolder<T>(work: (scratch: string) => Promise<T>): Promise<T> {
  return withScratch(await pickWorkFolder(), work, { prefix: 'kiste-lab-', remove: removePatiently })
}

/** A build that was killed a moment ago is still taking down its tree itself, and two of them get into each other's way. */
async function removePatiently(folder: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await removeTree(here, folder)
    } catch (error) {
      if (tries === 30) throw error
      await sleep(500)
    }
  }
}
