import { joinJobs } from '../../api/join-jobs.ts'
import { usePoolJobs } from '../../api/pool-queries.ts'
import { useInventory } from '../../api/queries.ts'
import { measurementsOf, type Measurements } from './measurements.ts'

/** What was measured of a pool, and what is being measured; undefined until that was read. */
export function useMeasurements(pool: string): {
  readonly measured: Measurements | undefined
  readonly read: ReturnType<typeof usePoolJobs>
} {
  const live = useInventory()?.jobs
  const read = usePoolJobs(pool)
  return { measured: live && read.data && measurementsOf(pool, joinJobs(live, read.data)), read }
}
