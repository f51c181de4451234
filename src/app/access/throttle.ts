import { backOffRules, isForgotten, waitMs, type Failures } from '../../domain/back-off.ts'
import { problemError } from '../../domain/problem.ts'

export interface Throttle {
  /**
   * Begins a try, which counts as failed until `succeeded` is called: of a hundred at once no more get through than one after the
   * other. Throws `too_many_tries` with the time to wait.
   */
  begin(account: string, address: string): Try
}

export interface Try {
  /** It was them: what failed before is forgotten. */
  succeeded(): void
  /** Neither right nor wrong, as when the second factor is still to come. */
  undecided(): void
}

type Rule = keyof typeof backOffRules

/** More names and addresses than a house has; the oldest go first. */
const mostKept = 10_000

/** Counts failed tries in memory: a restart, which takes longer than any pause that matters, forgets them. */
export function createThrottle(nowMs: () => number): Throttle {
  const failures: Record<Rule, Map<string, Failures>> = { account: new Map(), address: new Map() }

  const pauseOf = (rule: Rule, key: string) => waitMs(backOffRules[rule], failures[rule].get(key), nowMs())
  const count = (rule: Rule, key: string) => {
    const kept = failures[rule]
    const known = kept.get(key)
    const before = known === undefined || isForgotten(backOffRules[rule], known, nowMs()) ? 0 : known.count
    kept.delete(key)
    kept.set(key, { count: before + 1, lastAtMs: nowMs() })
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
  }
  const takeBack = (rule: Rule, key: string) => {
    const known = failures[rule].get(key)
    if (known === undefined) return
    if (known.count <= 1) failures[rule].delete(key)
    else failures[rule].set(key, { ...known, count: known.count - 1 })
  }

  return {
    begin: (account, address) => {
      const key = account.toLowerCase()
      const pauseMs = Math.max(pauseOf('account', key), pauseOf('address', address))
      if (pauseMs > 0) throw tooManyTries(pauseMs)
      count('account', key)
      count('address', address)
      return {
        succeeded: () => {
          failures.account.delete(key)
          takeBack('address', address)
        },
        undecided: () => {
          takeBack('account', key)
          takeBack('address', address)
        },
      }
    },
  }
}

function tooManyTries(pauseMs: number): Error {
  const seconds = Math.ceil(pauseMs / 1_000)
  return problemError({
    code: 'too_many_tries',
    message: `Too many tries have failed; the next one is possible in ${seconds} s.`,
    hint: 'Whoever has forgotten their password gets a new one on the host itself: kiste user reset NAME',
  })
}
