import type { Context } from './command.ts'
import { snapshotFileWords } from './snapshot-file-words.ts'

const noteAfterMs = 1_000

/** Waits for an answer out of a snapshot. Opening its disks may take its time, which whoever looks on is told. */
export async function whileOpening<T>(ctx: Context, work: () => Promise<T>): Promise<T> {
  const note = setTimeout(() => {
    if (ctx.err.isTerminal) ctx.err.line({ style: 'dim', text: snapshotFileWords.opening })
  }, noteAfterMs)
  try {
    return await work()
  } finally {
    clearTimeout(note)
  }
}
