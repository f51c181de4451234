/** How somebody came: through the unix socket, with a browser, with a token; or nobody that is known. */
export const doors = ['socket', 'session', 'token', 'nobody'] as const
export type DoorName = (typeof doors)[number]

/** How it ended: done, or refused or failed. */
export const auditResults = ['done', 'refused'] as const
export type AuditResult = (typeof auditResults)[number]

/** From this HTTP status on, nothing was done. */
export const firstRefusedStatus = 400

/** Which entries are wanted, newest first. Texts are found anywhere in it, in upper or lower case. */
export interface AuditQuery {
  readonly limit: number
  /** Only entries before this one. */
  readonly before?: number | undefined
  readonly who?: string | undefined
  /** In what was done, or on which object. */
  readonly what?: string | undefined
  readonly result?: AuditResult | undefined
}

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
