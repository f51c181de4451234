/**
 * Runs a part of a test without root's power to write anywhere. The test process itself changes its effective user, so it must run
 * in a process of its own and not in a thread (vitest's pool `forks`, the default).
 */
export async function asOrdinaryUser(work: () => Promise<void>): Promise<void> {
  const { getuid, seteuid, setegid } = process
  if (getuid?.() !== 0 || !seteuid || !setegid) return work()
  const nobody = 65_534
  setegid(nobody)
  seteuid(nobody)
  try {
    await work()
  } finally {
    seteuid(0)
    setegid(0)
  }
}
