import type { CatalogueEntry } from '../domain/image-catalogue.ts'
import type { Host } from '../host/host.ts'
import type { CopiesKeeper } from './copies/copies-keeper.ts'
import type { PoliciesKeeper } from './policies/policies-keeper.ts'
import type { SecretBox } from './secret-box.ts'
import type { WaitsKeeper } from './waits-keeper.ts'
import type { JobEngine } from '../jobs/job-engine.ts'

/** What use cases work with. */
export interface AppDeps {
  readonly host: Host
  readonly engine: JobEngine
  /** Where passphrases wait for their jobs; the same that the jobs have. */
  readonly secrets?: Pick<SecretBox, 'keep'> | undefined
  /** Which VMs wait for a key; the same that the jobs have. */
  readonly waits: WaitsKeeper
  /** Which policies are wished; the same that the jobs have. */
  readonly policies: PoliciesKeeper
  /** Where copies go, and what came of them; the same that the jobs have. */
  readonly copies: CopiesKeeper
  readonly catalogue: readonly CatalogueEntry[]
  readonly now: () => Date
  readonly randomUuid: () => string
  /** So many bytes of chance. */
  readonly randomBytes: (count: number) => Uint8Array
}
