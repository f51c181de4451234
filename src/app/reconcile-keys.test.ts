import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Problem } from '../domain/problem.ts'
import { buildHouse, type House } from '../http/testing/house.ts'
import { createKeyLoader } from './reconcile-keys.ts'

let house: House
let warned: Problem[]
let kept: unknown
beforeEach(async () => {
  house = await buildHouse()
  warned = []
  kept = undefined
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
    'keyformat=raw',
    '-O',
    `keylocation=${location}`,
    '--',
    'crypt',
    '/dev/disk/by-id/ata-HDD-4000_FAKE-SDE',
  )
const status = async () => (await house.host.pools.settings('crypt')).dataset['keystatus']?.value
const mounted = async () =>
  (await house.host.pools.datasets('crypt')).filter((one) => one.mounted).map(({ name }) => name)
const ended = () => Promise.all(house.engine.list().map(({ id }) => house.engine.wait(id)))
/** Of one daemon after the other: what was kept is there. */
const loader = () =>
  createKeyLoader({
    host: house.host,
    changes: house.app.changes,
    engine: house.engine,
    settings: { get: () => kept, set: (_key, value) => void (kept = value) },
    now: () => new Date(),
    warn: (problem) => void warned.push(problem),
  })

test('a key in a file is loaded, as a job, and once; what is under it is mounted', async () => {
  await make('file:///keys/crypt')
  await house.host.stores.create('crypt')
  house.host.outside.pools.lock('crypt')
  expect(await mounted()).toEqual([])
  const load = loader()
  await load()
  await ended()
  expect(await status()).toBe('available')
  expect(await mounted()).toEqual(['crypt', 'crypt/kiste'])
  expect(house.engine.list()).toMatchObject([{ kind: 'pool.load-key', actor: 'kiste', state: 'done' }])
  await load()
  expect(house.engine.list()).toHaveLength(1)
  expect(warned).toEqual([])
})

test('one that somebody unloaded stays so, also after a restart of the daemon, until the host starts again', async () => {
  await make('file:///keys/crypt')
  const load = loader()
  await load()
  house.host.outside.pools.lock('crypt')
  await load()
  await loader()()
  expect(house.engine.list()).toEqual([])
  house.host.outside.reboot()
  await loader()()
  await ended()
  expect(await status()).toBe('available')
})

test('one that a job unloaded stays so, even if nobody had looked while it was there', async () => {
  await make('file:///keys/crypt')
  const load = loader()
  const change = await house.app.changes.unloadPoolKey('crypt')
  change.submit('ada')
  await load()
  await ended()
  await load()
  expect(await status()).toBe('unavailable')
  expect(house.engine.list()).toMatchObject([{ kind: 'pool.unload-key', state: 'done' }])
  // What came after that is another matter.
  const guid = (await house.host.pools.get('crypt'))?.guid ?? ''
  await run('zpool', 'export', '--', 'crypt')
  await load()
  await run('zpool', 'import', '--', guid)
  await load()
  await ended()
  expect(await status()).toBe('available')
})

test('a pool that is exported and imported has its key loaded again', async () => {
  await make('file:///keys/crypt')
  const load = loader()
  await load()
  const guid = (await house.host.pools.get('crypt'))?.guid ?? ''
  await run('zpool', 'export', '--', 'crypt')
  await load()
  await run('zpool', 'import', '--', guid)
  expect(await status()).toBe('unavailable')
  await load()
  await ended()
  expect(await status()).toBe('available')
})

test('one that does not fit is tried once, a passphrase is waited for', async () => {
  await make('file:///keys/crypt')
  const { outside } = house.host
  outside.pools.lock('crypt')
  outside.pools.keyFile('/keys/crypt', { state: 'wrong' })
  const load = loader()
  await load()
  await ended()
  await load()
  expect(house.engine.list()).toMatchObject([{ state: 'undone' }])
  expect(await status()).toBe('unavailable')

  await run('zpool', 'destroy', '--', 'crypt')
  await make('prompt')
  outside.pools.lock('crypt')
  await load()
  expect(house.engine.list()).toHaveLength(1)
})

test('a file that is not there is told once, and taken when it comes', async () => {
  await make('file:///stick/key')
  const { outside } = house.host
  outside.pools.lock('crypt')
  outside.pools.keyFile('/stick/key', { state: 'missing' })
  const load = loader()
  await load()
  await load()
  expect(warned).toMatchObject([{ code: 'not_found', object: { type: 'file', name: '/stick/key' } }])
  expect(house.engine.list()).toEqual([])
  outside.pools.keyFile('/stick/key', { state: 'there', sizeBytes: 12, othersRead: false })
  await load()
  expect(warned.at(-1)?.message).toContain('has 12 bytes')
  outside.pools.keyFile('/stick/key', { state: 'there', sizeBytes: 32, othersRead: true })
  await load()
  await ended()
  expect(await status()).toBe('available')
  // It works, and whoever looks at the job is told that everybody can read the key.
  expect(house.engine.list()[0]).toMatchObject({
    state: 'done',
    result: { warnings: [expect.stringContaining('chmod 600 /stick/key') as string] },
  })
})

test('without ZFS there is nothing to load, nor in a pool that does not answer', async () => {
  await make('file:///keys/crypt')
  house.host.outside.pools.lock('crypt')
  house.host.outside.pools.suspend('crypt')
  await loader()()
  house.host.outside.pools.removeZfs('it is not installed')
  await loader()()
  expect(house.engine.list()).toEqual([])
  expect(warned).toEqual([])
})
