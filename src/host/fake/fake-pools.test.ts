import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
