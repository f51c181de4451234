import { datasetRef } from '../../../domain/dataset.ts'
import { problemError, type ProblemError } from '../../../domain/problem.ts'
import { send, type Resuming, type Sending } from '../send.ts'
import { bookmarkNamed, snapshotNamed } from '../store/run-step.ts'
import { carry } from '../transfer.ts'
import type { CopyWork } from './bring-up-to-date.ts'
import type { CopyStream } from './copy-plan.ts'
import { watchForStall } from './stall-watch.ts'
import type { Tally } from './tally.ts'

/** Looking for what is new in a large disk, and writing the last of a stream, says nothing for minutes. */
const stallLimitMs = 15 * 60_000

/**
 * Carries one stream from the source to the target. One that stands still is ended, as a pool whose disk was pulled waits for ever; what came
 * of it is kept there, as of any that breaks off.
 */
export async function runStream(
  { zfs, target, signal }: Pick<CopyWork, 'zfs' | 'target' | 'signal'>,
  stream: CopyStream,
  tally: Tally,
): Promise<void> {
  const part = tally.begin()
  const watch = watchForStall(stallLimitMs)
  const seen = { changed: false }
  try {
    await carry(
      (output, sendersEnd) =>
        send(zfs, sendingOf(stream), output, {
          signal: sendersEnd,
          onBytes(bytes) {
            watch.moved(bytes)
            part.done(bytes)
          },
          onTotal: part.total,
        }),
      async (input, receiversEnd) => {
        seen.changed = (await target.receive(stream, input, receiversEnd)) === 'changed'
        // Whoever sends has to be told to stop.
        if (seen.changed) throw new Error(`${stream.target} was changed by others`)
      },
      { signal: signal === undefined ? watch.signal : AbortSignal.any([signal, watch.signal]) },
    )
    part.end()
  } catch (error) {
    // It is kept aside, as the next look shows.
    if (seen.changed) return
    throw watch.signal.aborted ? stalled(stream, error) : error
  } finally {
    watch.stop()
  }
}

function stalled({ target, snapshot }: CopyStream, cause: unknown): ProblemError {
  return problemError(
    {
      code: 'host_failed',
      object: datasetRef(target),
      message: `The copy of ${snapshot} to ${target} stood still for ${stallLimitMs / 60_000} minutes, and was ended.`,
      hint: 'See whether both pools answer: zpool status. What came is kept, and the next run goes on there.',
    },
    cause,
  )
}

function sendingOf({ snapshot: name, raw, how }: CopyStream): Sending | Resuming {
  const snapshot = snapshotNamed(name)
  if (how.as === 'resume') return { token: how.token, snapshot }
  return {
    snapshot,
    // Always the same, as a target takes no other form later; tiny blocks within pointers do not fit encrypted targets.
    form: { raw, largeBlocks: true, compressed: true, embedded: false },
    properties: true,
    ...(how.from === undefined
      ? {}
      : { from: how.from.includes('#') ? bookmarkNamed(how.from) : snapshotNamed(how.from) }),
    all: how.as === 'more' && how.all,
  }
}
