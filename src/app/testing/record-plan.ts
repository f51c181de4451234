import type { JobEngine } from '../../jobs/job-engine.ts'
import type { PlannedChange } from '../app.ts'
import type { AppDeps } from '../deps.ts'
import { freshKeepers, type Keepers } from './fresh-keepers.ts'
import type { Host } from '../../host/host.ts'
import { officialCatalogue } from '../../domain/image-catalogue.ts'

/** The deps of the use cases with a clock that stands still and no chance, on this host and engine. */
export function steadyDeps(host: Host, engine: JobEngine, keepers: Partial<Keepers> = {}): AppDeps {
  let uuids = 0
  return {
    host,
    engine,
    ...freshKeepers(),
    ...keepers,
    catalogue: officialCatalogue,
    now: () => new Date('2026-11-22T20:00:00.000Z'),
    randomUuid: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}`,
    randomBytes: (count) => new Uint8Array(count).fill(7),
  }
}

/** The plan that a use case makes on this host, without running it. */
export async function recordPlan(
  host: Host,
  change: (deps: AppDeps) => Promise<PlannedChange>,
  keepers?: Partial<Keepers>,
): Promise<unknown> {
  let recorded: unknown
  const recorder: Pick<JobEngine, 'preview' | 'submit' | 'list'> = {
    preview({ kind, plan }) {
      recorded = plan
      return { kind, title: kind, object: { type: 'host', name: 'test' }, steps: [], notes: [] }
    },
    submit: () => {
      throw new Error('a plan is recorded, not run')
    },
    list: () => [],
  }
  await change(steadyDeps(host, recorder as JobEngine, keepers))
  return recorded
}
