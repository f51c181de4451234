import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../../../src/cli/client.ts'
import type { JobAnswer } from '../../../src/contract/schemas/job.ts'
import type { PlanAnswer } from '../../../src/contract/schemas/plan.ts'

/** A change that the real daemon is killed in the middle of. */
export interface KillExample {
  readonly kind: string
  prepare?(client: Client): Promise<void>
  /** Changes the fake world, which its file keeps while the daemon is down. */
  meanwhile?(statePath: string): Promise<void>
  submit(client: Client): Promise<JobAnswer>
  preview(client: Client): Promise<PlanAnswer>
  /** What has to be so when the job is done, and is not so before. */
  isDone(client: Client): Promise<boolean>
}

type Name = Parameters<Client['submit']>[0]

export function example<N extends Name>(
  kind: string,
  name: N,
  input: Parameters<typeof submitOf<N>>[2],
  isDone: KillExample['isDone'],
): KillExample {
  return {
    kind,
    submit: (client) => submitOf(client, name, input),
    preview: (client) => client.preview(name, input),
    isDone,
  }
}

const submitOf = <N extends Name>(client: Client, name: N, input: Parameters<typeof client.submit<N>>[1]) =>
  client.submit(name, input)

export async function waitForEnd(client: Client, id: string): Promise<JobAnswer> {
  for (let tries = 0; ; tries++) {
    const job = await client.call('getJob', { params: { job: id } })
    if (job.state === 'done' || job.state === 'undone' || job.state === 'failed') return job
    if (tries > 3000) throw new Error(`the job does not end: ${JSON.stringify(job)}`)
    await sleep(10)
  }
}
