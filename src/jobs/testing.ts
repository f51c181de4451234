/**
 * The test every kind of job must pass. It proves the contract of steps in `job-kind.ts` for one example: that the job ends
 * with the wished world, or with the world as it was, whatever happens on the way.
 */
import { describe, it } from 'vitest'
import { jobKindChecks } from './testing/job-kind-checks.ts'
import type { JobKindExample } from './testing/job-kind-checks.ts'

/** Declares the generic tests of a job kind with one example. */
export function describeJobKind<Deps>(example: JobKindExample<Deps>): void {
  const { kind } = example.kind
  const title = example.example === undefined ? kind : `${kind}: ${example.example}`
  describe(`job kind ${title}`, { timeout: example.timeoutMs ?? 120_000 }, () => {
    for (const check of jobKindChecks(example)) it(check.title, check.run)
  })
}
