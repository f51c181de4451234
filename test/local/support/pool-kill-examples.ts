import type { Client } from '../../../src/cli/client.ts'
import { example, waitForEnd, type KillExample } from './kill-example.ts'

/** The changes of pools that the daemon is killed in the middle of, on the demo house of the fake host. */
const tank = { pool: 'tank' }
const fast = { pool: 'fast' }

const poolNamed = async (client: Client, name: string) =>
  (await client.call('listPools', {})).find((pool) => pool.name === name)
const tankOf = (client: Client) => client.call('getPool', { params: tank })
const rowOf = async (client: Client, kernelName: string) =>
  (await tankOf(client)).vdevs.find((vdev) => vdev.drive?.kernelName === kernelName)
const settingOf = async (client: Client, name: string) =>
  (await tankOf(client)).settings?.find((setting) => setting.name === name)?.value

const settingIn = async (client: Client, pool: string, name: string) =>
  (await client.call('getPool', { params: { pool } })).settings?.find((setting) => setting.name === name)
    ?.value
const keyStatus = (client: Client) => settingIn(client, 'crypt', 'keystatus')
const encrypted = {
  name: 'crypt',
  drives: ['sde'],
  kind: 'single' as const,
  encryption: { key: 'file' as const, path: '/keys/crypt', format: 'raw' as const },
}

/** A VM in an encrypted pool, secret, whose key was unloaded. */
const withSecret = async (client: Client) => {
  const end = async ({ id }: Awaited<ReturnType<Client['submit']>>) => void (await waitForEnd(client, id))
  await end(await client.submit('createPool', { body: encrypted }))
  await end(await client.submit('createStore', { body: { pool: 'crypt' } }))
  await end(await client.submit('createVm', { body: { name: 'secret', store: 'crypt', start: false } }))
  return client.submit('unloadPoolKey', { params: { pool: 'crypt' }, body: {} })
}
const secretWaits = async (client: Client) => {
  const { status } = await client.call('getVm', { params: { vm: 'secret' } })
  return status.state === 'stopped' ? status.waitsFor !== undefined : undefined
}

/** Something done first, to its end. */
const after = (
  prepare: (client: Client) => ReturnType<Client['submit']>,
  { kind, ...rest }: KillExample,
): KillExample => ({
  kind,
  ...rest,
  prepare: async (client) => {
    const { id } = await prepare(client)
    const ended = await waitForEnd(client, id)
    if (ended.state !== 'done') throw new Error(`the preparation ended ${ended.state}`)
  },
})

export const poolExamples: readonly KillExample[] = [
  example(
    'pool.create',
    'createPool',
    { body: { name: 'new', drives: ['sde', 'sdf'] } },
    async (client) => (await poolNamed(client, 'new')) !== undefined,
  ),
  example(
    'pool.import',
    'importPool',
    { params: { pool: 'backup' }, body: { force: true } },
    async (client) => (await poolNamed(client, 'backup')) !== undefined,
  ),
  example(
    'pool.export',
    'exportPool',
    { params: fast, body: {} },
    async (client) => (await poolNamed(client, 'fast')) === undefined,
  ),
  example(
    'pool.destroy',
    'destroyPool',
    { params: fast },
    async (client) => (await poolNamed(client, 'fast')) === undefined,
  ),
  example(
    'pool.add',
    'addToPool',
    { params: tank, body: { groups: [{ class: 'spare', kind: 'single', drives: ['sde'] }] } },
    async (client) => (await rowOf(client, 'sde')) !== undefined,
  ),
  example(
    'pool.attach',
    'attachToPool',
    { params: tank, body: { to: 'sda', new: 'sde' } },
    async (client) => (await rowOf(client, 'sde')) !== undefined,
  ),
  example(
    'pool.detach',
    'detachFromPool',
    { params: tank, body: { device: 'sda', acceptNoRedundancy: true } },
    async (client) => (await rowOf(client, 'sda')) === undefined,
  ),
  example(
    'pool.replace',
    'replaceInPool',
    { params: tank, body: { old: 'sda', new: 'sde' } },
    async (client) =>
      (await rowOf(client, 'sda')) === undefined && (await rowOf(client, 'sde')) !== undefined,
  ),
  example(
    'pool.offline',
    'offlineInPool',
    { params: tank, body: { device: 'sda' } },
    async (client) => (await rowOf(client, 'sda'))?.state === 'offline',
  ),
  after(
    (client) => client.submit('offlineInPool', { params: tank, body: { device: 'sda' } }),
    example(
      'pool.online',
      'onlineInPool',
      { params: tank, body: { device: 'sda' } },
      async (client) => (await rowOf(client, 'sda'))?.state === 'online',
    ),
  ),
  example(
    'pool.remove',
    'removeFromPool',
    { params: tank, body: { vdev: 'mirror-1' } },
    async (client) => (await rowOf(client, 'sdc')) === undefined,
  ),
  example(
    'pool.split',
    'splitPool',
    { params: tank, body: { name: 'half', acceptNoRedundancy: true } },
    async (client) => (await rowOf(client, 'sdb')) === undefined,
  ),
  example(
    'pool.checkpoint',
    'checkpointPool',
    { params: tank, body: {} },
    async (client) => (await tankOf(client)).checkpoint.state === 'exists',
  ),
  after(
    (client) => client.submit('checkpointPool', { params: tank, body: {} }),
    example(
      'pool.discard-checkpoint',
      'checkpointPool',
      { params: tank, body: { action: 'discard' } },
      async (client) => (await tankOf(client)).checkpoint.state === 'none',
    ),
  ),
  after(
    (client) => client.submit('exportPool', { params: fast, body: {} }),
    example(
      'pool.scrub',
      'scrubPool',
      { params: tank, body: {} },
      async (client) => (await tankOf(client)).scan.state === 'finished',
    ),
  ),
  after(
    (client) => client.submit('createPool', { body: encrypted }),
    example(
      'pool.unload-key',
      'unloadPoolKey',
      { params: { pool: 'crypt' }, body: {} },
      async (client) => (await keyStatus(client)) === 'unavailable',
    ),
  ),
  after(
    async (client) => {
      const { id } = await client.submit('createPool', { body: encrypted })
      await waitForEnd(client, id)
      return client.submit('unloadPoolKey', { params: { pool: 'crypt' }, body: {} })
    },
    example(
      'pool.load-key',
      'loadPoolKey',
      { params: { pool: 'crypt' }, body: {} },
      async (client) => (await keyStatus(client)) === 'available',
    ),
  ),
  after(
    withSecret,
    example(
      'vm.start-when-unlocked',
      'startVm',
      { params: { vm: 'secret' }, body: { whenUnlocked: true } },
      async (client) => (await secretWaits(client)) === true,
    ),
  ),
  after(
    async (client) => {
      const { id } = await withSecret(client)
      await waitForEnd(client, id)
      return client.submit('startVm', { params: { vm: 'secret' }, body: { whenUnlocked: true } })
    },
    example(
      'vm.stop-waiting',
      'stopVm',
      { params: { vm: 'secret' }, body: {} },
      async (client) => (await secretWaits(client)) === false,
    ),
  ),
  after(
    (client) => client.submit('createPool', { body: encrypted }),
    example(
      'pool.change-key',
      'changePoolKey',
      { params: { pool: 'crypt' }, body: { key: 'file', path: '/keys/new', format: 'raw' } },
      async (client) => (await settingIn(client, 'crypt', 'keylocation')) === 'file:///keys/new',
    ),
  ),
  example('pool.trim', 'trimPool', { params: fast, body: {} }, async () => true),
  example(
    'pool.arc',
    'setArc',
    { body: { maxBytes: 4_294_967_296 } },
    async (client) => (await client.call('getArc', {})).setBytes === 4_294_967_296,
  ),
  example('pool.advise', 'advisePool', { params: tank, body: { question: 'dedup' } }, async () => true),
  example('pool.bench', 'benchPool', { params: tank, body: {} }, async (client) => {
    const [last] = await client.call('listJobs', { query: { limit: 1 } })
    return last?.kind === 'pool.bench' && last.state === 'done' && last.result !== undefined
  }),
  example('pool.clear', 'clearPool', { params: tank, body: {} }, async () => true),
  example(
    'pool.set',
    'setPool',
    { params: tank, body: { settings: { autotrim: 'on' } } },
    async (client) => (await settingOf(client, 'autotrim')) === 'on',
  ),
]

/** Kinds that need what only hands can do to the demo house; the generic test of job kinds kills them too, without a process. */
export const poolsByHand: readonly string[] = ['pool.cancel-remove', 'pool.expand', 'pool.upgrade']
