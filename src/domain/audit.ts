/** How somebody came: through the unix socket, with a browser, with a token; or nobody that is known. */
export const doors = ['socket', 'session', 'token', 'nobody'] as const
export type DoorName = (typeof doors)[number]

/** One thing that somebody did, or was kept from doing. */
export interface AuditEntry {
  /** Counts up; no entry is ever changed. */
  readonly n: number
  readonly at: string
  readonly who: string
  readonly via: DoorName
  /** Where from; absent on the unix socket. */
  readonly address?: string | undefined
  /** What the endpoint does, as the contract says it. */
  readonly what: string
  /** On which object, as its address names it. */
  readonly object?: string | undefined
  /** HTTP status of the answer. */
  readonly status: number
  /** The first problem's code, where it was refused or failed. */
  readonly code?: string | undefined
  /** The job that it became; how that ended stands there. */
  readonly jobId?: string | undefined
}
