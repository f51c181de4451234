/**
 * Waits for work that cannot be told to stop. When it takes longer than the limit, `onLimit` is called, once; the work is waited for all
 * the same, so that nothing goes on behind the back of whoever asked. True if it came to that.
 */
export async function overLimit(
  work: Promise<unknown>,
  limitMs: number,
  onLimit: () => Promise<void>,
): Promise<boolean> {
  let late: Promise<void> | undefined
  const timer = setTimeout(() => {
    late = onLimit()
    // Its failure is told below, when the work has ended, too.
    late.catch(() => undefined)
  }, limitMs)
  try {
    await work
  } finally {
    clearTimeout(timer)
  }
  if (late === undefined) return false
  await late
  return true
}
