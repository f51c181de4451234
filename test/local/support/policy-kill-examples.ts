import { expect } from 'vitest'
import type { Client } from '../../../src/cli/client.ts'
import { example, type KillExample } from './kill-example.ts'

// What policies ask for is asked for by the daemon itself, soon after one is set: the job that is killed comes after the one that sets it.

// `build` is a VM of the demo house that has no snapshots; `old-forum` has some of a policy.
const rules = (which: string) => ({ rules: which, zone: 'UTC' })
const byPolicy = async (client: Client, vm: string) =>
  (await client.call('getVmHistory', { params: { vm } })).snapshots.filter(({ by }) => by === 'policy').length

async function becomesSo(holds: () => Promise<boolean>): Promise<boolean> {
  await expect.poll(holds, { timeout: 30_000 }).toBe(true)
  return true
}

/** Every kind of job about policies. */
export const policyExamples: readonly KillExample[] = [
  example(
    'policy.set',
    'setVmPolicy',
    { params: { vm: 'build' }, body: { rules: 'none' } },
    async (client) =>
      (await client.call('getVmPolicy', { params: { vm: 'build' } })).inForce?.rules === 'none',
  ),
  {
    ...example(
      'policy.snapshot',
      'setVmPolicy',
      { params: { vm: 'build' }, body: rules('daily, keep 3') },
      (client) => becomesSo(async () => (await byPolicy(client, 'build')) === 1),
    ),
    // As many steps as taking one by hand.
    preview: (client) => client.preview('createSnapshot', { body: { vms: ['build'] } }),
  },
  {
    ...example(
      'policy.prune',
      'setVmPolicy',
      { params: { vm: 'old-forum' }, body: rules('yearly on 1 jan, keep 1') },
      (client) =>
        becomesSo(async () => {
          const { fates } = await client.call('getVmPolicy', { params: { vm: 'old-forum' } })
          return fates.every(({ stays }) => stays.length > 0)
        }),
    ),
    // One step for each VM, however many of its snapshots go.
    preview: (client) => client.preview('createSnapshot', { body: { vms: ['build'] } }),
  },
]
