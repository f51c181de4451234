import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lockedStoreContract } from '../testing/locked-store-contract.ts'
import { keyContract } from '../testing/key-contract.ts'
import { poolContract } from '../testing/pool-contract.ts'
import { createFakeHost, type FakeHost } from './fake-host.ts'

let host: FakeHost
beforeAll(async () => {
  host = createFakeHost({ seedData: 'demo' })
  await host.settle()
  // A fourth bare drive.
  await host.pools.run(['zpool', 'detach', '--', 'tank', '/dev/disk/by-id/ata-HDD-4000_FAKE-SDA'], {
    pool: 'tank',
    done: 'prepared',
  })
})
afterAll(() => host.close())

describe('the contract on the fake host', () => {
  poolContract(() => ({ pools: host.pools, serials: ['FAKE-SDE', 'FAKE-SDF', 'FAKE-SDG', 'FAKE-SDA'] }))
  keyContract(() => {
    const { pools } = host.outside
    pools.keyFile('/keys/open', { state: 'there', sizeBytes: 32, othersRead: true })
    pools.keyFile('/keys', { state: 'not-a-file' })
    pools.keyFile('/keys/none', { state: 'missing' })
    return {
      pools: host.pools,
      serial: 'FAKE-SDF',
      files: { good: '/keys/good', open: '/keys/open', folder: '/keys', none: '/keys/none' },
      occupy: async (pool, path) => pools.occupy(pool, path),
      empty: async (pool) => pools.empty(pool),
    }
  })
})

describe('the store of an encrypted pool', () => {
  beforeAll(async () => {
    const options = ['encryption=on', 'keylocation=file:///k'].flatMap((option) => ['-O', option])
    await host.pools.run(
      ['zpool', 'create', ...options, '--', 'vault', '/dev/disk/by-id/ata-HDD-4000_FAKE-SDG'],
      { pool: 'vault', done: 'made' },
    )
    await host.stores.create('vault')
  })
  lockedStoreContract(() => ({
    stores: host.stores,
    store: host.stores.get('vault'),
    lock: async () => host.outside.pools.lock('vault'),
    unlock: () => host.pools.run(['zfs', 'load-key', '--', 'vault'], { pool: 'vault', done: 'unlocked' }),
  }))
})

test('without ZFS everything but the drives is refused, and it comes back', async () => {
  host.outside.pools.removeZfs('it is not installed')
  for (const ask of [host.pools.list, host.pools.version, host.pools.importable])
    await expect(ask()).rejects.toMatchObject({ problems: [{ code: 'zfs_unavailable' }] })
  expect(await host.pools.drives()).not.toEqual([])
  host.outside.pools.installZfs()
  expect(await host.pools.list()).not.toEqual([])
})

test('a suspended pool does not answer, and clear lets it go on', async () => {
  host.outside.pools.suspend('tank')
  expect(await host.pools.list()).toContainEqual({ answers: false, name: 'tank', state: 'suspended' })
  const how = { pool: 'tank', done: 'changed' }
  await expect(host.pools.run(['zpool', 'scrub', '--', 'tank'], how)).rejects.toMatchObject({
    problems: [{ code: 'pool_unavailable' }],
  })
  await host.pools.run(['zpool', 'clear', '--', 'tank'], how)
  expect((await host.pools.get('tank'))?.state).toBe('online')
})

test('a wait is called off, and what it waited for goes on', async () => {
  await host.pools.run(['zpool', 'scrub', '--', 'fast'], { pool: 'fast', done: 'scrubbed' })
  const stop = new AbortController()
  const waiting = host.pools.wait('fast', 'scrub', { signal: stop.signal, onProgress: () => stop.abort() })
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
  expect((await host.pools.get('fast'))?.scan).toMatchObject({ state: 'running' })
})
