import { jobsAndSettings } from './migrations/0001-jobs-and-settings.ts'
import { access } from './migrations/0002-access.ts'
import { metrics } from './migrations/0003-metrics.ts'

export interface Migration {
  /** The schema's version once this has run; counts up by one. */
  readonly version: number
  readonly sql: string
}

/** Every change of the schema, oldest first. Forward only: one that was released is never edited or removed. */
export const migrations: readonly Migration[] = [
  { version: 1, sql: jobsAndSettings },
  { version: 2, sql: access },
  { version: 3, sql: metrics },
]
