import { rename, rm } from 'node:fs/promises'
import { expect } from 'vitest'
import { openDirStore } from '../../../src/host/dir/open-dir-store.ts'
import { dirTools } from '../../../src/host/dir-tools.ts'
import { here } from '../../../src/host/exec.ts'
import type { StoreHost } from '../../../src/host/store-host.ts'
import { powerFor } from './scratch-store.ts'

export interface CutPower {
  /** The store's folder, as it is before the verb. */
  readonly root: string
  verb(store: StoreHost): Promise<void>
  /** Looks at what is there after the power came back, and nothing was done yet. */
  afterCut?(store: StoreHost): Promise<void>
  /** Looks at what is there once the verb has been run again. */
  afterwards(store: StoreHost): Promise<void>
}

/**
 * Runs a verb on the same store again and again, the power cut one action later each time, until it gets through. Each time the store is
 * opened anew, looked at, and the verb run to its end. Returns in how many places it was cut.
 */
export async function cutPowerEverywhere({ root, verb, afterCut, afterwards }: CutPower): Promise<number> {
  const kept = `${root}.kept`
  await rename(root, kept)
  for (let actions = 0; ; actions += 1) {
    await rm(root, { recursive: true, force: true })
    // Paths in disks are absolute, and layers may have two names: the copy has to be where it was, links and all.
    await here.run(['cp', '-a', '--', kept, root])
    const power = powerFor(actions)
    await openDirStore({ root, runner: here, files: power.files, tools: power.tools })
      .then(verb)
      .catch((error: unknown) => {
        if (!power.wasCut()) throw error
      })
    const store = await openDirStore({ root, runner: here, tools: dirTools(here) })
    if (power.wasCut()) await afterCut?.(store)
    await verb(store)
    await afterwards(store)
    if (!power.wasCut()) return actions
    expect(actions, 'it should get through some time').toBeLessThan(200)
  }
}
