import type { Host } from '../host/host.ts'
import { openJobStates } from '../domain/job.ts'
import type { JobEngine } from '../jobs/job-engine.ts'

/** Removes for good what has been in the bin for as long as was promised, as a job like any other. */
export async function reconcileBin(deps: {
  readonly host: Host
  readonly engine: JobEngine
  readonly now: () => Date
}): Promise<void> {
  const now = deps.now().toISOString()
  for (const entry of await deps.host.stores.bin()) {
    if (entry.keepUntil > now || entry.lockedBy !== undefined) continue
    const underWay = deps.engine.list({ object: { type: 'bin', name: entry.id }, state: openJobStates })
    if (underWay.length === 0) deps.engine.submit({ kind: 'bin.purge', plan: { entry }, actor: 'kiste' })
  }
}
