import type { MemoryHost } from '../memory-host.ts'
import type { Fake } from './fake.ts'
import { arcUse } from './fake-arc.ts'

/** All that the fake host has, and what its system takes of it. */
export const memoryTotalMiB = 32 * 1024
export const systemMiB = 1500
const arcMinMiB = 1024
const mib = 1024 * 1024

/** Memory of the fake host; its VMs have exactly what they were given. */
export function fakeMemory({ world, verb }: Fake): MemoryHost {
  return {
    look: verb('memory.look', () => {
      const { sizeBytes, maxBytes, setBytes } = arcUse(world)
      const arc = { sizeMiB: sizeBytes / mib, minMiB: arcMinMiB, maxMiB: maxBytes / mib, setBytes }
      return {
        totalMiB: memoryTotalMiB,
        otherUsedMiB: systemMiB,
        ...(world.zfsGone === undefined ? { arc } : {}),
      }
    }),
  }
}
