import { expect } from 'vitest'
import type { Client } from '../../../src/cli/client.ts'
import type { JobEndpoint } from '../../../src/contract/endpoints.ts'
import type { TestDaemon } from './daemon.ts'
import { endOf } from './job-end.ts'
import type { RealHouse } from './real-house.ts'

const submit = <N extends JobEndpoint>(
  client: Client,
  name: N,
  input: Parameters<typeof client.submit<N>>[1],
) => client.submit(name, input)

/**
 * Submits a job to a daemon that is killed with -9 at its first step, and so on for every one that takes over, before and after each
 * step; the last one may live, and must get the job done. `check` looks at what came of it.
 */
export async function diesAtEveryStep<N extends JobEndpoint>(
  house: RealHouse,
  kind: string,
  name: N,
  input: Parameters<typeof submit<N>>[2],
  check: (client: Client) => Promise<void>,
): Promise<void> {
  const start = (fault?: string) =>
    house.start({ fault: fault === undefined ? undefined : `${kind}:${fault}` })
  let daemon = await start('0:before-step')
  const { steps } = await daemon.client.preview(name, input)
  const job = await submit(daemon.client, name, input)
  const points = steps.flatMap((_, index) => [`${index}:before-step`, `${index}:after-run`])
  for (const [index, point] of points.entries()) {
    await diesIn(daemon, job.id, point)
    daemon = await start(points[index + 1])
  }
  expect(await endOf(daemon.client, job)).toMatchObject({ state: 'done' })
  await check(daemon.client)
  await daemon.stop()
}

/** A job that ends before the daemon dies says why in place of a test that waits for ever. */
export async function diesIn(daemon: TestDaemon, job: string, point: string): Promise<void> {
  const jobEnd: Promise<unknown> = endOf(daemon.client, { id: job }).then(
    (ended) => ({ ...ended, log: daemon.log() }),
    () => daemon.ended,
  )
  const end = await Promise.race([daemon.ended, jobEnd])
  expect(end, `killed at ${point}`).toEqual({ code: null, signal: 'SIGKILL' })
}
