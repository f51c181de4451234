import { here } from '../../src/host/exec.ts'
import { withScratch } from '../../src/host/images/durable.ts'
import { removeTree } from '../../src/host/images/remove-tree.ts'
import { pickWorkFolder } from '../../src/host/images/work-folder.ts'

/** Gives the work a folder that can hold a whole system: in memory if there is plenty. Nothing stays of it. */
export async function inWorkFolder<T>(work: (scratch: string) => Promise<T>): Promise<T> {
  const remove = (folder: string) => removeTree(here, folder)
  return withScratch(await pickWorkFolder(), work, { prefix: 'kiste-lab-', remove })
}
