import type { PoolName } from '../../src/domain/dataset-name.ts'
import { diagnosePool, type PoolReport } from '../../src/domain/pool-doctor.ts'
import type { VmDataset } from '../../src/domain/pool-losses.ts'
import { gatherTrouble, troubleInZfsEvent } from '../../src/domain/pool-trouble.ts'
import type { Pool } from '../../src/domain/pool.ts'
import { readDrives } from '../../src/host/facts/drives.ts'
import { listPoolEvents } from '../../src/host/zfs/pool-events.ts'
import { readPool } from '../../src/host/zfs/read-pool.ts'
import type { Zfs } from '../../src/host/zfs/zfs.ts'

export interface Examined {
  readonly pool: Pool
  readonly report: PoolReport
}

/** What the pool doctor says of a real pool, from what the adapters read of it. */
export async function examinePool(
  zfs: Zfs,
  name: PoolName,
  vmDatasets: readonly VmDataset[] = [],
): Promise<Examined> {
  const [pool, drives, events] = await Promise.all([
    readPool(zfs, name),
    readDrives(zfs.runner),
    listPoolEvents(zfs, name),
  ])
  const report = diagnosePool({
    pool,
    drives,
    vmDatasets,
    troubles: gatherTrouble(events.flatMap((event) => troubleInZfsEvent(event) ?? [])),
    memoryEcc: null,
    earlier: new Map(),
    newFeatures: 0,
    now: new Date().toISOString(),
  })
  return { pool, report }
}
