import type { Problem } from '../domain/problem.ts'

/** Tells of what is wrong at each of many looks only when it is new; once it was gone, it is new again. */
export interface Once {
  /** Runs one look; its `tell` is for this look alone. */
  during(look: (tell: (problem: Problem) => void) => Promise<void>): Promise<void>
}

export function createOnce(warn: (problem: Problem) => void): Once {
  let told: ReadonlySet<string> = new Set()
  return {
    async during(look) {
      const seen = new Set<string>()
      await look((problem) => {
        const key = JSON.stringify(problem)
        if (!told.has(key) && !seen.has(key)) warn(problem)
        seen.add(key)
      })
      told = seen
    },
  }
}
