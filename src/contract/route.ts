import type { Permission } from './permissions.ts'

/** How one endpoint is reached and who may call it; all of them stand in `routes.ts`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** `:vm` and the like are path parameters. */
  readonly path: string
  /** Who may call it. A route without one does not start. */
  readonly permission: Permission
  /** Only through the unix socket, whoever it is: what must not be had by whoever has taken over a browser. */
  readonly only?: 'socket'
  /** `job`: answers 202 and a job, or 200 and a plan when `dryRun` is set. */
  readonly answers: 'json' | 'job' | 'bytes' | 'png' | 'events' | 'websocket'
  readonly takes?: 'json' | 'bytes'
  readonly summary: string
}
