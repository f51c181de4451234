import { jobDeps } from './testing/fresh-keepers.ts'
import { expect, test } from 'vitest'
import { openDb } from '../db/open-db.ts'
import { createFakeHost } from '../host/fake/fake-host.ts'
import { createJobEngine } from '../jobs/engine.ts'
import { jobKinds } from './job-kinds.ts'
import { reconcileRenames } from './reconcile-renames.ts'

function house() {
  const host = createFakeHost({ auto: true, seedData: 'demo' })
  const engine = createJobEngine({
    db: openDb({ path: ':memory:' }),
    kinds: jobKinds,
    deps: jobDeps(host),
  })
  engine.start()
  let now = new Date()
  return {
    host,
    engine,
    later: (ms: number) => (now = new Date(now.getTime() + ms)),
    uuidOf: async (name: string) =>
      (await host.vms.list()).find((vm) => vm.name === name)?.uuid ?? expect.unreachable(name),
    async reconcile() {
      await reconcileRenames({ host, engine, now: () => now })
      const [job] = engine.list({ limit: 1 })
      return job === undefined ? 'nothing to do' : (await engine.wait(job.id)).state
    },
  }
}

test('the place of a renamed VM follows it, and the definition with it', async () => {
  const { host, reconcile, uuidOf, engine } = house()
  const uuid = await uuidOf('build')
  expect(await reconcile()).toBe('nothing to do')
  host.outside.rename(uuid, 'builder')
  expect(await reconcile()).toBe('done')
  const place = host.stores.get('local').place('builder')
  expect((await host.stores.get('local').places()).find((one) => one.uuid === uuid)).toMatchObject({
    vm: 'builder',
  })
  expect((await host.vms.get(uuid))?.disks[0]?.source?.path).toBe(place.disk('root', 'file').source.path)
  expect(await host.stores.get('local').readDefinition('builder')).toBe(await host.vms.definition(uuid))
  await reconcile()
  expect(engine.list()).toHaveLength(1)
  for (const name of ['build', 'builder']) {
    host.outside.rename(uuid, name)
    expect(await reconcile()).toBe('done')
  }
  expect(engine.list()).toHaveLength(3)
})

test('not while it runs, and not where a folder is in the way', async () => {
  const { host, reconcile, uuidOf } = house()
  host.outside.rename(await uuidOf('web'), 'www')
  await host.stores.get('local').createPlace('taken', '11111111-1111-4111-8111-111111111111')
  host.outside.rename(await uuidOf('build'), 'taken')
  expect(await reconcile()).toBe('nothing to do')
})

test('what failed is tried again later, not at once', async () => {
  const { host, reconcile, uuidOf, engine, later } = house()
  host.outside.rename(await uuidOf('build'), 'builder')
  host.failNext('store.renamePlace', { code: 'host_failed', message: 'The folder could not be moved.' })
  expect(await reconcile()).toBe('undone')
  expect(await reconcile()).toBe('undone')
  expect(engine.list()).toHaveLength(1)
  later(3_600_000)
  expect(await reconcile()).toBe('done')
})
