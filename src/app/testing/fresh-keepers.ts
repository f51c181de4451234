import { copiesInMemory } from '../copies/copies-keeper.ts'
import type { Host } from '../../host/host.ts'
import type { AppDeps } from '../deps.ts'
import type { JobDeps } from '../jobs/deps.ts'
import { policiesInMemory } from '../policies/policies-keeper.ts'
import { waitsInMemory } from '../waits-keeper.ts'

/** What is kept beside the host, and outlives the daemon. */
export type Keepers = Pick<AppDeps, 'waits' | 'policies' | 'copies'>

/** Keepers of nothing yet. */
export function freshKeepers(): Keepers {
  return { waits: waitsInMemory(), policies: policiesInMemory(), copies: copiesInMemory() }
}

/** What the steps of jobs work with on this host: no time passes while they wait, but what `meanwhile` lets happen. */
export function jobDeps(
  host: Host,
  keepers: Partial<Keepers> = {},
  meanwhile: () => void = () => undefined,
): JobDeps {
  return { host, ...freshKeepers(), ...keepers, now: () => new Date(0), sleep: async () => meanwhile() }
}
