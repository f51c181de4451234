import { copiesDue } from '../../domain/copies-due.ts'
import { openJobStates } from '../../domain/job.ts'
import { isUnwished } from '../../domain/scoped.ts'
import type { Host } from '../../host/host.ts'
import type { JobEngine } from '../../jobs/job-engine.ts'
import { answeringPools } from './answering-pools.ts'
import type { CopiesKeeper } from './copies-keeper.ts'
import { copyVms } from './copy-vms.ts'

export interface CopyDeps {
  readonly host: Host
  readonly engine: JobEngine
  readonly copies: CopiesKeeper
  readonly now: () => Date
}

/** Has copied what has newer snapshots than its targets, where those are here. A run that goes on is let go on. */
export async function reconcileCopies(deps: CopyDeps): Promise<void> {
  const { host, engine, copies, now } = deps
  const targets = copies.targets()
  const wished = copies.wished()
  if (targets.length === 0 || isUnwished(wished)) return
  const [pools, vms] = await Promise.all([answeringPools(host), copyVms({ host })])
  const due = copiesDue({
    vms: vms.filter(({ inPool }) => inPool),
    wished,
    targets,
    pools,
    state: ({ id }, uuid) => copies.state(id, uuid),
    nowMs: now().getTime(),
  })
  const running = engine
    .list({ state: openJobStates, limit: 1_000 })
    .flatMap(({ kind, locks }) => (kind === 'copies.update' ? locks.map(({ name }) => name) : []))
  for (const run of due)
    if (!running.includes(`copies:${run.target.id}:${run.store}`))
      engine.submit({ kind: 'copies.update', plan: run, actor: 'kiste' })
}
