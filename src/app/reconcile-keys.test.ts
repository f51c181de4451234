import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildHouse, type House } from '../http/testing/house.ts'
import { createKeyLoader } from './reconcile-keys.ts'

let house: House
beforeEach(async () => {
  house = await buildHouse()
})
afterEach(() => house.close())

const run = (...argv: readonly [string, ...string[]]) =>
  house.host.pools.run(argv, { pool: 'crypt', done: 'prepared' })
const make = (location: string) =>
  run(
    'zpool',
    'create',
    '-O',
    'encryption=on',
    '-O',
    `keylocation=${location}`,
    '--',
    'crypt',
    '/dev/disk/by-id/ata-HDD-4000_FAKE-SDE',
  )
const status = async () => (await house.host.pools.settings('crypt')).dataset['keystatus']?.value
const ended = () => Promise.all(house.engine.list().map(({ id }) => house.engine.wait(id)))

test('a key in a file is loaded, as a job, and once', async () => {
  await make('file:///keys/crypt')
  house.host.outside.pools.lock('crypt')
  const load = createKeyLoader({ host: house.host, changes: house.app.changes })
  await load()
  await ended()
  expect(await status()).toBe('available')
  expect(house.engine.list()).toMatchObject([{ kind: 'pool.load-key', actor: 'kiste', state: 'done' }])
  await load()
  expect(house.engine.list()).toHaveLength(1)
})

test('one that cannot be loaded is tried once, a passphrase is waited for', async () => {
  await make('file:///keys/crypt')
  house.host.outside.pools.lock('crypt')
  const load = createKeyLoader({ host: house.host, changes: house.app.changes })
  house.host.failNext('pools.run', { code: 'host_failed', message: 'there is no such file' })
  await load()
  await ended()
  await load()
  expect(house.engine.list()).toMatchObject([{ state: 'undone' }])

  await run('zpool', 'destroy', '--', 'crypt')
  await make('prompt')
  house.host.outside.pools.lock('crypt')
  await load()
  expect(house.engine.list()).toHaveLength(1)
})

test('without ZFS there is nothing to load', async () => {
  house.host.outside.pools.removeZfs('it is not installed')
  await createKeyLoader({ host: house.host, changes: house.app.changes })()
  expect(house.engine.list()).toEqual([])
})
