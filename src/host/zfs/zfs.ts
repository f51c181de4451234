import type { Readable, Writable } from 'node:stream'
import type { PoolName } from '../../domain/dataset-name.ts'
import type { ZfsVersion } from '../../domain/zfs-version.ts'
import { userlandIsNewer, zfsHas } from '../../domain/zfs-version.ts'
import { problemError } from '../../domain/problem.ts'
import { CommandError, type CommandResult, type Runner } from '../exec.ts'
import { isCutShort, ZfsOutputError } from './output-error.ts'
import { createPoolGate } from './pool-gate.ts'
import { parseVersionText } from './version.ts'
import { zfsErrorIn } from './zfs-error.ts'
import { toZfsError } from './zfs-errors.ts'
import { cancelled, zfsProblem, type ZfsAttempt } from './zfs-problems.ts'

/** OpenZFS in one place: here, or wherever its runner runs. */
export interface Zfs {
  readonly runner: Runner
  readonly version: ZfsVersion
  /** What this release answers in. */
  readonly codec: 'json' | 'text'
  /** Runs one command of ZFS. Rejects with `ProblemError`; its cause tells the kind (`zfsErrorKind`). */
  run(call: ZfsCall): Promise<CommandResult>
}

/** How long a command may take: looking, changing something small, changing something large, or as long as it takes. */
export type CallLimit = 'look' | 'change' | 'slow' | 'none'

export const callLimitsMs: Readonly<Record<Exclude<CallLimit, 'none'>, number>> = {
  look: 60_000,
  change: 180_000,
  slow: 900_000,
}

export interface ZfsCall {
  readonly argv: readonly ['zfs' | 'zpool', ...string[]]
  readonly limit: CallLimit
  readonly attempt: ZfsAttempt
  /** The pool it touches; undefined for what concerns none that is imported. */
  readonly pool: PoolName | undefined
  /** Goes ahead although the pool is suspended. Default: no, as it would hang. */
  readonly evenSuspended?: boolean | undefined
  readonly okCodes?: readonly number[] | undefined
  readonly input?: string | Uint8Array | Readable | undefined
  readonly output?: Writable | undefined
  readonly onLine?: ((line: string, from: 'stdout' | 'stderr') => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** How many commands run on one pool at once: enough for speed, few enough that a pool that hangs takes nothing with it. */
const atOncePerPool = 4

/** Lists of many thousand snapshots are some megabytes long. */
const mostOutputBytes = 128 * 1024 * 1024

/** Looks which OpenZFS there is. Rejects with `zfs_unavailable` when it is missing, or its halves do not fit. */
export async function openZfs(runner: Runner): Promise<Zfs> {
  const attempt: ZfsAttempt = { object: { type: 'host', name: 'OpenZFS' }, done: 'used', readOnly: true }
  // The text is the same in all releases; `-j` would be refused by older ones.
  const version = await explained(attempt, async () => {
    const { stdout } = await runner.run(['zfs', 'version'], { timeoutMs: callLimitsMs.look })
    return parseVersionText(stdout)
  })
  if (userlandIsNewer(version))
    throw problemError({
      code: 'zfs_unavailable',
      object: attempt.object,
      message: `The ZFS commands are of release ${version.userland.text} and the kernel's module of ${version.module.text}.`,
      hint: 'Restart the machine, so that the module of the installed release is loaded.',
    })
  const gate = createPoolGate(runner, atOncePerPool)
  return {
    runner,
    version,
    codec: zfsHas(version, 'json') ? 'json' : 'text',
    run: (call) =>
      explained(call.attempt, () =>
        gate.through(
          call.pool,
          {
            evenSuspended: call.evenSuspended === true,
            unhurried: call.limit === 'none',
            signal: call.signal,
          },
          () => runCall(runner, call),
        ),
      ),
  }
}

/** Runs a command and reads its answer. Rejects with `ProblemError`, also when the answer cannot be read. */
export async function ask<T>(zfs: Zfs, call: ZfsCall, read: (stdout: string) => T): Promise<T> {
  const { stdout } = await zfs.run(call)
  return explained(call.attempt, async () => read(stdout))
}

/** Asks in JSON where the release has it, in text where not, or where a byte in the answer has cut the JSON short. */
export async function inBestCodec<T>(zfs: Zfs, json: () => Promise<T>, text: () => Promise<T>): Promise<T> {
  if (zfs.codec === 'text') return text()
  try {
    return await json()
  } catch (error) {
    if (!isCutShort(error)) throw error
    return text()
  }
}

/**
 * As `ask`, but what of several named objects is gone does not count: the text has the rows of the others (JSON would have none).
 */
export async function askOfThoseThere<T>(zfs: Zfs, call: ZfsCall, read: (stdout: string) => T): Promise<T> {
  try {
    return await ask(zfs, call, read)
  } catch (error) {
    const cause = zfsErrorIn(error)
    const said = (cause?.stderr ?? '').split('\n').filter((line) => line !== '')
    if (!cause || said.length === 0 || !said.every((line) => line.endsWith(': dataset does not exist')))
      throw error
    return explained(call.attempt, async () => read(cause.stdout))
  }
}

async function runCall(runner: Runner, call: ZfsCall): Promise<CommandResult> {
  const { limit, okCodes, input, output, onLine, signal } = call
  const result = await runner.run(call.argv, {
    // Dates come in local time otherwise.
    env: { TZ: 'UTC' },
    maxOutputBytes: mostOutputBytes,
    ...(limit === 'none' ? {} : { timeoutMs: callLimitsMs[limit] }),
    ...(okCodes === undefined ? {} : { okCodes }),
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(onLine === undefined ? {} : { onLine }),
    ...(signal === undefined ? {} : { signal }),
  })
  if (result.stdout.startsWith('…')) throw new ZfsOutputError('the answer is too long to be kept')
  return result
}

/** Does something whose errors are told as problems of this attempt. */
export async function explained<T>(attempt: ZfsAttempt, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    // A signal that was raised beforehand.
    if (error instanceof Error && error.name === 'AbortError') throw cancelled(attempt, error)
    throw zfsProblem(error instanceof CommandError ? toZfsError(error) : error, attempt)
  }
}
