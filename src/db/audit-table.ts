import { firstRefusedStatus, type AuditEntry, type AuditQuery, type DoorName } from '../domain/audit.ts'
import { withDbProblems } from './db-problems.ts'
import type { Db } from './open-db.ts'

export interface AuditTable {
  insert(entry: Omit<AuditEntry, 'n'>): void
  /** Newest first. */
  list(query: AuditQuery): AuditEntry[]
  /** Removes the oldest, but `keep`. */
  prune(keep: number): void
}

interface AuditRow {
  n: number
  at: string
  who: string
  via: DoorName
  address: string | null
  what: string
  object: string | null
  status: number
  code: string | null
  job_id: string | null
}

/** Who changed what. Throws `ProblemError`. */
export function createAuditTable(db: Db): AuditTable {
  const insert = db.prepare(
    `INSERT INTO audit (at, who, via, address, what, object, status, code, job_id)
     VALUES (@at, @who, @via, @address, @what, @object, @status, @code, @jobId)`,
  )
  const list = db.prepare<[object], AuditRow>(
    `SELECT * FROM audit
     WHERE (@before IS NULL OR n < @before)
       AND (@who IS NULL OR instr(lower(who), lower(@who)) > 0)
       AND (@what IS NULL OR instr(lower(what), lower(@what)) > 0 OR instr(lower(coalesce(object, '')), lower(@what)) > 0)
       AND (@result IS NULL OR (status >= ${firstRefusedStatus}) = (@result = 'refused'))
     ORDER BY n DESC LIMIT @limit`,
  )
  const prune = db.prepare(
    'DELETE FROM audit WHERE n <= (SELECT n FROM audit ORDER BY n DESC LIMIT 1 OFFSET ?)',
  )
  const guard = <T>(run: () => T): T => withDbProblems(db.name, run)
  return {
    insert: (entry) =>
      guard(
        () =>
          void insert.run({
            ...entry,
            address: entry.address ?? null,
            object: entry.object ?? null,
            code: entry.code ?? null,
            jobId: entry.jobId ?? null,
          }),
      ),
    list: ({ limit, before = null, who = null, what = null, result = null }) =>
      guard(() => list.all({ limit, before, who, what, result }).map(fromRow)),
    prune: (keep) => guard(() => void prune.run(keep)),
  }
}

function fromRow({ address, object, code, job_id, ...rest }: AuditRow): AuditEntry {
  return {
    ...rest,
    ...(address === null ? {} : { address }),
    ...(object === null ? {} : { object }),
    ...(code === null ? {} : { code }),
    ...(job_id === null ? {} : { jobId: job_id }),
  }
}
