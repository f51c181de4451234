import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ProblemError } from '../domain/problem.ts'
import { buildHouse, type House } from '../http/testing/house.ts'
import { reconcileWaits } from './reconcile-waits.ts'
import { uuidOf } from './testing/past.ts'
import { withLockedVm } from './testing/locked-vm.ts'

let house: House
let troubles: string[]
beforeEach(async () => {
  house = await buildHouse()
  troubles = []
})
afterEach(() => house.close())

const reconcile = () =>
  reconcileWaits({
    host: house.host,
    engine: house.engine,
    changes: house.app.changes,
    waits: house.waits,
    now: () => new Date('2026-11-26T20:00:00.000Z'),
    onTrouble: (vm) => void troubles.push(vm),
  })
const statusOf = async (name: string) => (await house.app.queries.vm(name)).status
const load = async () => {
  const change = await house.app.changes.loadPoolKey('crypt', {})
  await house.engine.wait(change.submit('test').id)
}
const ended = () => Promise.all(house.engine.list().map(({ id }) => house.engine.wait(id)))
const submit = async (planned: ReturnType<House['app']['changes']['startVm']>) => {
  const { id } = (await planned).submit('test')
  return house.engine.wait(id)
}

describe('a VM that starts with the host', () => {
  beforeEach(async () => {
    await withLockedVm(house.host, { autostart: true })
    await reconcile()
    house.host.outside.reboot()
  })

  test('waits for the key of its pool, says so, and is started once it is loaded', async () => {
    await reconcile()
    expect(await statusOf('secret')).toEqual({
      state: 'stopped',
      waitsFor: { root: 'crypt', because: 'autostart', since: '2026-11-26T20:00:00.000Z' },
    })
    expect(await house.app.queries.vm('secret')).toMatchObject({ store: 'crypt', lockedBy: 'crypt' })
    expect((await house.app.queries.doctor()).checks.find(({ id }) => id === 'keys')).toMatchObject({
      state: 'warn',
      detail: 'The key of crypt is not loaded. Locked: the store crypt. secret starts once it is loaded.',
      remedy: 'kiste pool load-key crypt',
    })
    await load()
    await reconcile()
    await ended()
    expect(await statusOf('secret')).toMatchObject({ state: 'running' })
    await reconcile()
    expect(house.waits.read().waiting).toEqual([])
    expect(house.engine.list()[0]).toMatchObject({ kind: 'vm.start', actor: 'kiste', state: 'done' })
  })

  test('that was stopped is not started, and waits again after the next start of the host', async () => {
    await reconcile()
    expect(await submit(house.app.changes.stopVm('secret', {}))).toMatchObject({
      kind: 'vm.stop-waiting',
      state: 'done',
    })
    expect(await statusOf('secret')).toEqual({ state: 'stopped' })
    await load()
    await reconcile()
    await ended()
    expect(await statusOf('secret')).toEqual({ state: 'stopped' })
    house.host.outside.reboot()
    await reconcile()
    expect(await statusOf('secret')).toMatchObject({ waitsFor: { root: 'crypt' } })
  })

  test('that cannot start even with its key is told, and tried once', async () => {
    await reconcile()
    await load()
    await house.host.vms.setConfig(await uuidOf(house.host, 'secret'), { memoryMiB: 900_000 })
    await reconcile()
    await reconcile()
    expect(troubles).toEqual(['secret'])
    expect(house.waits.read().waiting).toEqual([])
  })
})

describe('a VM whose key is not loaded', () => {
  beforeEach(async () => {
    house.host.outside.pools.lock(await withLockedVm(house.host))
  })

  test('is not started, and told which key and how', async () => {
    const error: unknown = await house.app.changes.startVm('secret', {}).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ProblemError)
    expect(error).toMatchObject({
      problems: [
        {
          code: 'key_needed',
          message: 'VM secret is not started: it is in the pool crypt, whose key is not loaded.',
          hint: 'Load it: kiste pool load-key crypt; or have it started by itself then: kiste vm start secret --when-unlocked',
        },
      ],
    })
    await reconcile()
    expect(house.waits.read().waiting).toEqual([])
  })

  test('starts by itself when somebody asked for it, also after a restart of the daemon and of the host', async () => {
    expect(await submit(house.app.changes.startVm('secret', { whenUnlocked: true }))).toMatchObject({
      kind: 'vm.start-when-unlocked',
      title: 'Start secret when the key of crypt is loaded',
      state: 'done',
    })
    house.host.outside.reboot()
    await reconcile()
    expect(await statusOf('secret')).toMatchObject({ waitsFor: { because: 'asked', root: 'crypt' } })
    await load()
    await reconcile()
    await ended()
    expect(await statusOf('secret')).toMatchObject({ state: 'running' })
  })

  test('is neither changed nor read, but its history can be seen', async () => {
    const { changes, queries } = house.app
    await expect(changes.createSnapshot(['secret'], {})).rejects.toMatchObject(locked)
    await expect(changes.addDisk('secret', { name: 'data', sizeBytes: 1e9 })).rejects.toMatchObject(locked)
    await expect(changes.deleteVm('secret', { now: false })).rejects.toMatchObject(locked)
    await expect(changes.createVm({ name: 'new', store: 'crypt' })).rejects.toMatchObject(locked)
    await expect(changes.adoptStore('crypt')).rejects.toMatchObject(locked)
    expect(await queries.history('secret')).toMatchObject({ snapshots: [] })
    expect((await queries.stores()).find(({ name }) => name === 'crypt')).toMatchObject({ lockedBy: 'crypt' })
  })
})

test('a disk outside of all stores is looked up in its pool', async () => {
  await withLockedVm(house.host)
  const uuid = await uuidOf(house.host, 'build')
  const text = await house.host.vms.definition(uuid)
  const root = house.host.stores.get('local').place('build').disk('root', 'file').source.path
  await house.host.vms.undefine(uuid)
  await house.host.vms.defineFrom(text.replaceAll(root, '/crypt/old.img') as typeof text, {})
  await expect(house.app.changes.startVm('build', {})).resolves.toBeDefined()
  house.host.outside.pools.lock('crypt')
  await expect(house.app.changes.startVm('build', {})).rejects.toMatchObject(locked)
})

test('with --when-unlocked, a VM that lacks no key just starts', async () => {
  expect(await submit(house.app.changes.startVm('build', { whenUnlocked: true }))).toMatchObject({
    kind: 'vm.start',
    state: 'done',
  })
})

const locked = { problems: [{ code: 'key_needed' }] }
