import { joinJobs } from '../../api/join-jobs.ts'
import { usePoolJobs } from '../../api/pool-queries.ts'
import { useInventory } from '../../api/queries.ts'
import { measurementsOf, type Measurements } from './measurements.ts'

/** What was measured of a pool, and what is being measured; undefined until that was read. */
export function useMeasurements(pool: string): {
  readonly measured: Measurements | undefined
  readonly error: Error | null
} {
  const live = useInventory()?.jobs
  const { data, error } = usePoolJobs(pool)
  return { measured: live && data && measurementsOf(pool, joinJobs(live, data)), error }
}
