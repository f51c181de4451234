import type { Host } from '../../host/host.ts'
import type { CopiesKeeper } from '../copies/copies-keeper.ts'
import type { PoliciesKeeper } from '../policies/policies-keeper.ts'
import type { SecretBox } from '../secret-box.ts'
import type { WaitsKeeper } from '../waits-keeper.ts'

/** What the steps of jobs work with. */
export interface JobDeps {
  readonly host: Host
  /** Passphrases that were typed for jobs; absent where there are none. */
  readonly secrets?: Pick<SecretBox, 'read' | 'forget'> | undefined
  /** Which VMs wait for a key. */
  readonly waits: WaitsKeeper
  /** Which policies are wished. */
  readonly policies: PoliciesKeeper
  /** Where copies go, and what came of them. */
  readonly copies: CopiesKeeper
  readonly now: () => Date
  /** Resolves after so long; rejects when the signal aborts. A fake one lets tests not wait. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
}
