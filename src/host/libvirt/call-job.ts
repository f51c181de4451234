import type { Duplex } from 'node:stream'
import type { CallOptions } from './caller.ts'
import { PACE_LIMIT_MS, type Procedure } from './procedure.ts'
import { procedures, type ProcedureName } from './procedures.ts'

/** One call on its way: waiting for its turn, or for its reply. */
export interface CallJob {
  readonly name: ProcedureName
  readonly procedure: Procedure<unknown, unknown>
  readonly args: unknown
  readonly opensStream: boolean
  readonly limitMs: number
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  /** On the clock of performance.now(); set when sent. */
  deadline: number
  stream: Duplex | undefined
  /** The caller gave up waiting; the reply is then only counted. */
  abandoned: boolean
  stopFollowing: (() => void) | undefined
}

export function createJob(
  name: ProcedureName,
  args: unknown,
  opensStream: boolean,
  options: CallOptions | undefined,
  resolve: (value: unknown) => void,
  reject: (error: unknown) => void,
): CallJob {
  // The table's entries differ in type; here they are only carried, each with the arguments `call` has checked for it.
  const procedure = procedures[name] as Procedure<unknown, unknown>
  return {
    name,
    procedure,
    args,
    opensStream,
    limitMs: options?.timeoutMs ?? PACE_LIMIT_MS[procedure.pace],
    resolve,
    reject,
    deadline: Infinity,
    stream: undefined,
    abandoned: false,
    stopFollowing: undefined,
  }
}

/** Rejects the job's caller when the signal aborts, and tells `onAbandon`. What is already sent stays under way. */
export function followSignal(job: CallJob, signal: AbortSignal, onAbandon: (job: CallJob) => void): void {
  const giveUp = () => {
    job.abandoned = true
    onAbandon(job)
    job.reject(signal.reason)
  }
  if (signal.aborted) return giveUp()
  signal.addEventListener('abort', giveUp, { once: true })
  job.stopFollowing = () => signal.removeEventListener('abort', giveUp)
}
