import { afterEach, expect, test } from 'vitest'
import { openDb } from '../../db/open-db.ts'
import { withWish } from '../../domain/scoped.ts'
import { createFakeHost, type FakeHost } from '../../host/fake/fake-host.ts'
import { createJobEngine } from '../../jobs/engine.ts'
import { jobKinds } from '../job-kinds.ts'
import { inTank, takenIn } from '../testing/done.ts'
import { freshKeepers, jobDeps } from '../testing/fresh-keepers.ts'
import { reconcileCopies } from './reconcile-copies.ts'

const usb = { name: 'usb', id: '0badcafe', pool: 'fast', dataset: 'fast/kiste-copies/box' }
const place = { store: 'tank', targetId: usb.id, dataset: `${usb.dataset}/tank` }

let host: FakeHost | undefined
afterEach(() => host?.close())

/** A VM in a pool, that is to be copied to another one. */
async function openWorld() {
  host = createFakeHost({ seedData: 'demo' })
  const fake = host
  await fake.settle()
  await inTank(fake)
  const keepers = freshKeepers()
  const { copies } = keepers
  copies.changeTargets(() => [usb])
  copies.changeWished((now) => withWish(now, { of: 'host' }, ['usb']))
  const engine = createJobEngine({
    db: openDb({ path: ':memory:' }),
    kinds: jobKinds,
    deps: jobDeps(fake, keepers),
  })
  engine.start()
  let at = 0
  const look = async (minutesLater = 0) => {
    at += minutesLater * 60_000
    await reconcileCopies({ host: fake, engine, copies, now: () => new Date(at) })
    const jobs = engine.list({ limit: 100 })
    return Promise.all(jobs.map(({ id }) => engine.wait(id)))
  }
  const uuid = (await fake.stores.places()).find(({ store }) => store === 'tank')?.uuid ?? ''
  return { host: fake, engine, copies, look, uuid, state: () => copies.state(usb.id, uuid) }
}

test('what has a new snapshot is copied, once, and what came is noted', async () => {
  const world = await openWorld()
  expect(await world.look()).toEqual([])
  await takenIn(world.host, 'tank', 'new', 's1')
  expect(await world.look()).toMatchObject([{ kind: 'copies.update', state: 'done' }])
  expect(await world.look()).toHaveLength(1)
  expect(world.state()).toMatchObject({ last: { id: 's1' }, upTo: '2026-11-22T19:00:00.000Z' })
  expect(await world.host.copies.list(place)).toMatchObject([{ vm: 'new', points: [{ id: 's1' }] }])
})

test('one that failed is tried again after a pause, and it is known why it failed', async () => {
  const world = await openWorld()
  await takenIn(world.host, 'tank', 'new', 's1')
  world.host.failNext('copies.update', { code: 'no_space', message: 'Pool fast is full.' })
  expect(await world.look()).toMatchObject([{ state: 'undone' }])
  expect(world.state()).toEqual({ failed: { count: 1, lastAtMs: 0, because: 'Pool fast is full.' } })
  expect(await world.look(0.5)).toHaveLength(1)
  expect(await world.look(1)).toHaveLength(2)
  expect(world.state()?.failed).toBeUndefined()
})

test('a target whose pool is away is waited for', async () => {
  const world = await openWorld()
  world.copies.changeTargets(() => [{ ...usb, pool: 'backup', dataset: 'backup/kiste-copies/box' }])
  await takenIn(world.host, 'tank', 'new', 's1')
  expect(await world.look()).toEqual([])
})
