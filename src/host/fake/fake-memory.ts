import type { MemoryHost } from '../memory-host.ts'
import type { Fake } from './fake.ts'

/** All that the fake host has, and what its system takes of it. */
export const memoryTotalMiB = 32 * 1024
export const systemMiB = 1500
const arcMinMiB = 1024

/** Memory of the fake host; its VMs have exactly what they were given. */
export function fakeMemory({ world, verb }: Fake): MemoryHost {
  return {
    look: verb('memory.look', () => ({
      totalMiB: memoryTotalMiB,
      otherUsedMiB: systemMiB,
      ...(world.zfsGone === undefined
        ? {
            arc: {
              sizeMiB: Math.min(2048, world.arcMaxMiB ?? memoryTotalMiB),
              minMiB: arcMinMiB,
              maxMiB: world.arcMaxMiB ?? memoryTotalMiB / 2,
            },
          }
        : {}),
    })),
    limitArc: verb('memory.limitArc', (maxMiB) => {
      world.arcMaxMiB = maxMiB
    }),
  }
}
