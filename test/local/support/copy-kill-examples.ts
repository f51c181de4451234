import { expect } from 'vitest'
import type { Client } from '../../../src/cli/client.ts'
import { example, waitForEnd, type KillExample } from './kill-example.ts'

type Submitted = ReturnType<Client['submit']>

async function done(client: Client, submitted: Submitted): Promise<void> {
  const { id } = await submitted
  expect(await waitForEnd(client, id)).toMatchObject({ state: 'done' })
}

const usb = { name: 'usb', pool: 'fast' }
const withTarget = (client: Client) => done(client, client.submit('createTarget', { body: usb }))
const targets = async (client: Client) => (await client.call('listTargets', {})).map(({ name }) => name)

/** A VM in a pool, with a snapshot. */
async function inTank(client: Client): Promise<void> {
  await withTarget(client)
  await done(client, client.submit('createStore', { body: { pool: 'tank' } }))
  const body = { name: 'new', image: 'debian-12', store: 'tank', start: false }
  await done(client, client.submit('createVm', { body }))
  await done(client, client.submit('createSnapshot', { body: { vms: ['new'], name: 's1' } }))
}

/** Every kind of job about copies. */
export const copyExamples: readonly KillExample[] = [
  example('target.create', 'createTarget', { body: usb }, async (client) =>
    (await targets(client)).includes('usb'),
  ),
  {
    ...example(
      'target.remove',
      'removeTarget',
      { params: { target: 'usb' } },
      async (client) => !(await targets(client)).includes('usb'),
    ),
    prepare: withTarget,
  },
  {
    ...example(
      'copies.set',
      'setVmCopies',
      { params: { vm: 'build' }, body: { to: ['usb'] } },
      async (client) => (await client.call('listCopies', {})).wishes.some(({ name }) => name === 'build'),
    ),
    prepare: withTarget,
  },
  {
    ...example('copies.update', 'copyVm', { params: { vm: 'new', target: 'usb' } }, async (client) => {
      // It is told of what is wished, so the wish comes last: then there is nothing left to copy.
      await done(client, client.submit('setVmCopies', { params: { vm: 'new' }, body: { to: ['usb'] } }))
      const { copies } = await client.call('listCopies', {})
      return copies.some(({ vm, upToDate }) => vm === 'new' && upToDate)
    }),
    prepare: inTank,
  },
]
