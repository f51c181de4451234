import type { PoolGlance } from '../domain/pool-glance.ts'
import { worksIn } from '../domain/pool-rules.ts'
import { flattenVdevs, type Pool } from '../domain/pool.ts'
import { ProblemError } from '../domain/problem.ts'
import type { PoolHost } from '../host/pool-host.ts'

/** A pool as far as a change of it is news. */
export interface SeenPool {
  readonly name: string
  /** Something goes on in it that has an end, such as a scrub. */
  readonly works: boolean
  readonly says: unknown
}

/** The pools there are; none where there is no ZFS. */
export async function readPools(pools: Pick<PoolHost, 'list' | 'get'>): Promise<readonly SeenPool[]> {
  try {
    const glances = await pools.list()
    return await Promise.all(glances.map(async (glance) => seenPool(glance, await pools.get(glance.name))))
  } catch (error) {
    if (error instanceof ProblemError && error.problems.some(({ code }) => code === 'zfs_unavailable'))
      return []
    throw error
  }
}

/** A pool is written to all the time: that is news once it is a thousandth of its size. */
export function seenPool(glance: PoolGlance, pool: Pool | undefined): SeenPool {
  const { name } = glance
  if (pool === undefined) return { name, works: false, says: glance.state }
  const { guid, state, readOnly, messageId, scan, expansion, removal, checkpoint, dataErrors } = pool
  const vdevs = flattenVdevs(pool.vdevs)
  return {
    name,
    works:
      worksIn(pool).some((work) => work !== 'checkpoint') ||
      vdevs.some((vdev) => 'trim' in vdev && vdev.trim?.state === 'running'),
    says: {
      guid,
      state,
      readOnly,
      messageId,
      scan,
      expansion,
      removal,
      dataErrors,
      checkpoint: checkpoint.state,
      sizeBytes: pool.sizeBytes,
      usedThousandths: Math.round((1_000 * pool.allocatedBytes) / Math.max(1, pool.sizeBytes)),
      vdevs: vdevs.map(({ space, ...vdev }) => ({
        ...vdev,
        sizeBytes: space?.sizeBytes,
        // Each is a row of its own.
        ...('children' in vdev ? { children: vdev.children.length } : {}),
      })),
    },
  }
}
