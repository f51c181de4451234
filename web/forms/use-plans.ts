import { useQueries } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ApiProblem, Plan } from '../api/answers.ts'
import { problemsOf } from '../api/api-error.ts'
import type { Wish } from '../api/wish.ts'

/** Somebody who writes into a field is not asked about at each letter. */
const restMs = 150

/** What one wish would do, or why it cannot be. Neither, while the daemon is asked. */
export interface Preview {
  readonly plan: Plan | undefined
  readonly problems: readonly ApiProblem[]
}

export interface Previews {
  readonly each: readonly Preview[]
  /** All have been answered, for what is wished now. */
  readonly isSettled: boolean
  /** Asks anew about those that failed. */
  again(): void
  /** They are being asked about anew. */
  readonly isAsking: boolean
}

/** Asks what wishes would do, once what is wished has been the same for a moment. */
export function usePlans(wishes: readonly Wish[]): Previews {
  const now = JSON.stringify(wishes.map(({ key }) => key))
  const [rested, setRested] = useState(now)
  useEffect(() => {
    const timer = setTimeout(() => setRested(now), restMs)
    return () => clearTimeout(timer)
  }, [now])
  const isRested = rested === now
  const answers = useQueries({
    queries: wishes.map(({ key, preview }) => ({
      queryKey: key,
      queryFn: ({ signal }: { signal: AbortSignal }) => preview(signal),
      enabled: isRested,
      // A plan is about this moment.
      gcTime: 0,
      retry: false,
    })),
  })
  return {
    each: answers.map(({ data, error }) => ({ plan: data, problems: error ? problemsOf(error) : [] })),
    again: () => {
      for (const { error, refetch } of answers) if (error) void refetch()
    },
    isAsking: answers.some(({ error, isFetching }) => error !== null && isFetching),
    isSettled: isRested && answers.every(({ isPending }) => !isPending),
  }
}
