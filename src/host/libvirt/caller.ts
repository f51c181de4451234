import type { ArgsOf, ProcedureName, ResultOf } from './procedures.ts'

export interface CallOptions {
  /**
   * Gives up waiting: rejects with the signal's reason. A call not yet sent is dropped; one under way keeps its place
   * until it is answered, since the daemon cannot be told to forget it.
   */
  readonly signal?: AbortSignal
  /** Overrides the procedure's own limit. A call that exceeds it ends the connection. */
  readonly timeoutMs?: number
}

/** Arguments may be left out where a procedure has none. */
export type CallRest<N extends ProcedureName> =
  ArgsOf<N> extends void
    ? [args?: undefined, options?: CallOptions]
    : [args: ArgsOf<N>, options?: CallOptions]

/** Anything calls can be made on: a connection, or the client, which keeps one alive. */
export interface Caller {
  /** Calls a procedure. Rejects with LibvirtError (libvirt refused), ConnectionLost (see `outcome`) or XdrError (bad argument). */
  call<N extends ProcedureName>(name: N, ...rest: CallRest<N>): Promise<ResultOf<N>>
}
