import type { Context } from './command.ts'

/** Runs until done or Ctrl-C; undefined when interrupted. */
export async function withInterrupt<T>(
  ctx: Context,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const abort = new AbortController()
  const release = ctx.io.onInterrupt(() => abort.abort())
  try {
    return await work(abort.signal)
  } catch (error) {
    if (abort.signal.aborted) return undefined
    throw error
  } finally {
    release()
  }
}
