import { afterEach } from 'vitest'
import type { Visit } from './browse.ts'

/** Keeps what a test visits, and leaves it when the test ends. */
export function leaveAfterEach(): (visit: Visit) => Visit {
  const visits: Visit[] = []
  afterEach(async () => {
    for (const { leave } of visits.splice(0)) await leave()
  })
  return (visit) => {
    visits.push(visit)
    return visit
  }
}
