import type { ArcUse } from '../../domain/plan-arc.ts'
import { GiB, MiB } from '../../domain/size.ts'
import type { MemoryHost } from '../memory-host.ts'
import type { Fake } from './fake.ts'
import type { World } from './world.ts'

/** All that the fake host has, and what its system takes of it. */
export const memoryTotalMiB = 32 * 1024
export const systemMiB = 1500
const arcMinMiB = 1024

/** Memory of the fake host; its VMs have exactly what they were given. */
export function fakeMemory({ world, verb }: Fake): MemoryHost {
  return {
    look: verb('memory.look', () => {
      const { sizeBytes, maxBytes, setBytes } = arcUse(world)
      const arc = { sizeMiB: sizeBytes / MiB, minMiB: arcMinMiB, maxMiB: maxBytes / MiB, setBytes }
      return {
        totalMiB: memoryTotalMiB,
        otherUsedMiB: systemMiB,
        ...(world.zfsGone === undefined ? { arc } : {}),
      }
    }),
  }
}

/** The fake host's cache of ZFS, which has grown as far as it may, or to 3 GiB. */
export function arcUse({ arcMaxBytes: setBytes = 0 }: Pick<World, 'arcMaxBytes'>): ArcUse {
  const hostBytes = memoryTotalMiB * MiB
  const maxBytes = setBytes === 0 ? hostBytes / 2 : setBytes
  return { sizeBytes: Math.min(maxBytes, 3 * GiB), maxBytes, setBytes, hostBytes }
}
