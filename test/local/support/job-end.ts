import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { CliError } from '../../../src/cli/cli-error.ts'
import type { Client } from '../../../src/cli/client.ts'
import type { JobAnswer } from '../../../src/contract/schemas/job.ts'
import type { Problem } from '../../../src/domain/problem.ts'

/** The job once it has ended, however; a job that hangs fails the test with where it stands. */
export async function endOf(
  client: Client,
  job: Pick<JobAnswer, 'id'>,
  limitMs = 120_000,
): Promise<JobAnswer> {
  let last: unknown
  for (const giveUpAt = Date.now() + limitMs; Date.now() < giveUpAt; await sleep(20)) {
    const now = await client.call('getJob', { params: { job: job.id } })
    if (now.state === 'done' || now.state === 'undone' || now.state === 'failed') return now
    last = now
  }
  throw new Error(`the job does not end: ${JSON.stringify(last)}`)
}

/** Submits and waits for it to be done. */
export async function mustBeDone(
  client: Client,
  submitted: Promise<JobAnswer>,
): Promise<JobAnswer & { state: 'done' }> {
  const ended = await endOf(client, await submitted)
  expect(ended).toMatchObject({ state: 'done' })
  return ended as JobAnswer & { state: 'done' }
}

/** Why a job turned back or failed. */
export function problemsOf(job: JobAnswer): readonly Problem[] {
  if (job.state === 'failed') return job.problems
  if (job.state === 'undone' && job.because.why === 'failed') return job.because.problems
  throw new Error(`the job did not fail: ${JSON.stringify(job)}`)
}

/** The problems a request is refused with; fails if it is not. */
export async function refusalOf(request: Promise<unknown>): Promise<readonly Partial<Problem>[]> {
  const error = await request.then(
    (answer) => new Error(`not refused but answered: ${JSON.stringify(answer)}`),
    (reason: unknown) => reason,
  )
  if (!(error instanceof CliError)) throw error
  return error.problems
}
