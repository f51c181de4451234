import { expect } from 'vitest'
import type { Client } from '../../../src/cli/client.ts'
import { example, waitForEnd, type KillExample } from './kill-example.ts'

// `build` is a VM of the demo house, and off.
const vm = 'build'
const snapshot = { vm, snapshot: 'before' }

const history = (client: Client) => client.call('getVmHistory', { params: { vm } })
const ids = async (client: Client) => (await history(client)).snapshots.map(({ id }) => id)
const holds = async (client: Client) => (await history(client)).snapshots.flatMap((one) => one.holds)
const current = async (client: Client) => (await history(client)).branches.find((one) => one.current)?.id

async function done(client: Client, submitted: Promise<{ readonly id: string }>): Promise<void> {
  expect(await waitForEnd(client, (await submitted).id)).toMatchObject({ state: 'done' })
}

const taken = (client: Client) =>
  done(client, client.submit('createSnapshot', { body: { vms: [vm], name: 'before' } }))
const held = async (client: Client) => {
  await taken(client)
  await done(client, client.submit('holdSnapshot', { params: snapshot, body: { hold: 'mine' } }))
}
const forked = async (client: Client) => {
  await taken(client)
  await done(client, client.submit('goBack', { params: snapshot, body: { branch: 'other' } }))
}
const tried = (client: Client) => done(client, client.submit('startTry', { params: { vm }, body: {} }))

/** Every kind of job about points in time of a VM. */
export const snapshotExamples: readonly KillExample[] = [
  example('snapshot.create', 'createSnapshot', { body: { vms: [vm], name: 'before' } }, async (client) =>
    (await ids(client)).includes('before'),
  ),
  {
    ...example(
      'snapshot.remove',
      'removeSnapshot',
      { params: snapshot },
      async (client) => !(await ids(client)).includes('before'),
    ),
    prepare: taken,
  },
  {
    ...example(
      'snapshot.hold',
      'holdSnapshot',
      { params: snapshot, body: { hold: 'mine' } },
      async (client) => (await holds(client)).includes('mine'),
    ),
    prepare: taken,
  },
  {
    ...example(
      'snapshot.release',
      'releaseSnapshot',
      { params: snapshot, body: { hold: 'mine' } },
      async (client) => (await holds(client)).length === 0,
    ),
    prepare: held,
  },
  {
    ...example(
      'vm.go-back',
      'goBack',
      { params: snapshot, body: { branch: 'other' } },
      async (client) => (await current(client)) === 'other',
    ),
    prepare: taken,
  },
  {
    ...example(
      'branch.switch',
      'switchBranch',
      { params: { vm, branch: 'main' }, body: {} },
      async (client) => (await current(client)) === 'main',
    ),
    prepare: forked,
  },
  {
    ...example(
      'branch.remove',
      'removeBranch',
      { params: { vm, branch: 'main' } },
      async (client) => (await history(client)).branches.length === 1,
    ),
    prepare: forked,
  },
  example(
    'vm.try',
    'startTry',
    { params: { vm }, body: {} },
    async (client) => (await holds(client)).length === 1,
  ),
  {
    ...example(
      'vm.try-keep',
      'keepTry',
      { params: { vm } },
      async (client) => (await holds(client)).length === 0,
    ),
    prepare: tried,
  },
  {
    ...example(
      'vm.try-discard',
      'discardTry',
      { params: { vm }, body: {} },
      async (client) => (await history(client)).branches.length === 2,
    ),
    prepare: tried,
  },
]
