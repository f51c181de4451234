import type { Host } from '../../host/host.ts'

/** What the steps of jobs work with. */
export interface JobDeps {
  readonly host: Host
  /** Resolves after so long; rejects when the signal aborts. A fake one lets tests not wait. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
}
