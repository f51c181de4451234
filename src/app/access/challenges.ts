export interface Challenges {
  /** For one answer by this user, or by whoever holds a key where there is none yet. */
  issue(challenge: string, userId: string | undefined): void
  /** Uses it up; false for one that was not issued, is used, too old or another's. */
  take(challenge: string, userId: string | undefined): boolean
}

const lifeMs = 5 * 60_000
/** Anybody may ask for one before signing in; the oldest make room. */
const mostKept = 1_000

/** What devices are asked to sign, so that nobody can send again what was signed before. */
export function createChallenges(nowMs: () => number): Challenges {
  const issued = new Map<string, { readonly userId: string | undefined; readonly expiresAtMs: number }>()
  return {
    issue: (challenge, userId) => {
      const [oldest] = issued.keys()
      if (issued.size >= mostKept && oldest !== undefined) issued.delete(oldest)
      issued.set(challenge, { userId, expiresAtMs: nowMs() + lifeMs })
    },
    take: (challenge, userId) => {
      const found = issued.get(challenge)
      issued.delete(challenge)
      return found !== undefined && found.userId === userId && found.expiresAtMs > nowMs()
    },
  }
}
