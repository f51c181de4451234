import { jobDeps } from '../testing/fresh-keepers.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { openDb } from '../../db/open-db.ts'
import { somePolicy } from '../../domain/testing/some-policy.ts'
import { withWish, type Scope } from '../../domain/scoped.ts'
import type { Problem } from '../../domain/problem.ts'
import { createFakeHost, type FakeHost } from '../../host/fake/fake-host.ts'
import { createJobEngine } from '../../jobs/engine.ts'
import type { JobEngine } from '../../jobs/job-engine.ts'
import { jobKinds } from '../job-kinds.ts'
import { copiesInMemory, type CopiesKeeper } from '../copies/copies-keeper.ts'
import { policiesInMemory, type PoliciesKeeper } from './policies-keeper.ts'
import { reconcilePolicies } from './reconcile-policies.ts'

interface World {
  readonly host: FakeHost
  readonly engine: JobEngine
  readonly policies: PoliciesKeeper
  readonly copies: CopiesKeeper
  readonly told: Problem[]
  /** The time goes on to then, and what policies ask for is done. */
  at(time: string): Promise<void>
  wish(rules: string, scope?: Scope): void
  snapshots(vm: string): Promise<readonly string[]>
}

const close: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const one of close.splice(0)) await one()
})

async function open(): Promise<World> {
  const host = createFakeHost({ seedData: 'demo' })
  await host.settle()
  const [policies, copies, told] = [policiesInMemory(), copiesInMemory(), [] as Problem[]]
  const db = openDb({ path: ':memory:' })
  const engine = createJobEngine({
    db,
    kinds: jobKinds,
    deps: jobDeps(host, { policies }, () => void host.step()),
  })
  engine.start()
  close.push(async () => {
    await engine.stop()
    await host.close()
    db.close()
  })
  let nowMs = 0
  const now = () => new Date(nowMs)
  const reconcile = () =>
    reconcilePolicies({ host, engine, policies, copies, now, warn: (problem) => told.push(problem) })
  return {
    host,
    engine,
    policies,
    copies,
    told,
    async at(time) {
      nowMs = Date.parse(time)
      // Once for what is due, once for what goes then.
      for (const _ of [1, 2]) {
        await reconcile()
        await Promise.all(engine.list({ state: ['queued', 'running'] }).map(({ id }) => engine.wait(id)))
      }
    },
    wish(rules, scope = { of: 'host' }) {
      policies.change((before) => withWish(before, scope, somePolicy(rules)))
    },
    async snapshots(vm) {
      const found = (await host.stores.histories()).find((each) => each.vm === vm)
      return found && 'history' in found
        ? found.history.snapshots.flatMap(({ by, createdAt }) => (by === 'policy' ? [createdAt] : []))
        : []
    },
  }
}

const jobsOf = ({ engine }: World, kind: string) => engine.list().filter((job) => job.kind === kind)

describe('policies are followed', () => {
  test('all VMs of a store that are due are taken by one job, and then not again', async () => {
    const world = await open()
    world.wish('daily at 03:00, keep 2')
    await world.at('2026-11-28T12:00:00.000Z')
    expect(await world.snapshots('web')).toEqual(['2026-11-28T12:00:00.000Z'])
    expect(await world.snapshots('build')).toEqual(['2026-11-28T12:00:00.000Z'])
    expect(jobsOf(world, 'policy.snapshot')).toHaveLength(1)
    expect(jobsOf(world, 'policy.snapshot')[0]).toMatchObject({ state: 'done', actor: 'kiste' })
    await world.at('2026-11-29T02:59:00.000Z')
    expect(jobsOf(world, 'policy.snapshot')).toHaveLength(1)
  })

  test('guests are asked to finish writing, unless all rules that are due are content without', async () => {
    const world = await open()
    world.wish('every 15 min, keep 8, crash-consistent; daily at 03:00, keep 14')
    const consistency = async () => {
      const found = (await world.host.stores.histories()).find(({ vm }) => vm === 'web')
      return found && 'history' in found ? found.history.snapshots.at(-1)?.consistency : undefined
    }
    await world.at('2026-11-28T03:00:00.000Z')
    expect(await consistency()).toBe('filesystem')
    await world.at('2026-11-28T03:15:00.000Z')
    expect(await consistency()).toBe('crash')
    await world.at('2026-11-29T03:00:00.000Z')
    expect(await consistency()).toBe('filesystem')
  })

  test('what is more than enough goes, once the new one is there', async () => {
    const world = await open()
    world.wish('daily at 03:00, keep 2', { of: 'store', store: 'local' })
    for (const day of ['26', '27', '28']) await world.at(`2026-11-${day}T03:00:00.000Z`)
    expect(await world.snapshots('web')).toEqual(['2026-11-27T03:00:00.000Z', '2026-11-28T03:00:00.000Z'])
    // The VMs of the demo have some of their own that go, too.
    expect(jobsOf(world, 'policy.prune').filter(({ title }) => title.includes('web'))).toHaveLength(1)
  })

  test('what a copy elsewhere goes on from stays, until the copy is further', async () => {
    const world = await open()
    world.wish('daily at 03:00, keep 1')
    await world.at('2026-11-26T03:00:00.000Z')
    const web = (await world.host.stores.histories()).find(({ vm }) => vm === 'web')
    const first = web && 'history' in web ? web.history.snapshots.at(-1) : undefined
    const target = { name: 'usb', id: 'a', pool: 'backup', dataset: 'backup/kiste-copies/box' }
    world.copies.changeTargets(() => [target])
    world.copies.note('a', web?.uuid ?? '', { last: { id: first?.id ?? '', createdAt: '' } })
    for (const day of ['27', '28']) await world.at(`2026-11-${day}T03:00:00.000Z`)
    expect(await world.snapshots('web')).toEqual(['2026-11-26T03:00:00.000Z', '2026-11-28T03:00:00.000Z'])
    world.copies.note('a', web?.uuid ?? '', {})
    await world.at('2026-11-28T04:00:00.000Z')
    expect(await world.snapshots('web')).toEqual(['2026-11-28T03:00:00.000Z'])
  })

  test('after a pause there is one, and nothing went', async () => {
    const world = await open()
    world.wish('every 15 min, keep 8')
    for (const minute of ['00', '15', '30']) await world.at(`2026-01-01T12:${minute}:00.000Z`)
    await world.at('2026-11-28T12:00:00.000Z')
    expect(await world.snapshots('web')).toHaveLength(4)
  })

  test('nothing is done without a wish, nor for a VM that has its own: none', async () => {
    const world = await open()
    await world.at('2026-11-28T12:00:00.000Z')
    expect(world.engine.list()).toEqual([])
    world.wish('daily, keep 2')
    const web = (await world.host.vms.list()).find(({ name }) => name === 'web')
    world.policies.change((now) => withWish(now, { of: 'vm', uuid: web?.uuid ?? '' }, 'none'))
    await world.at('2026-11-28T12:00:00.000Z')
    expect(await world.snapshots('web')).toEqual([])
    expect(await world.snapshots('build')).toHaveLength(1)
  })

  test('people’s own stay whatever the rules say', async () => {
    const world = await open()
    const place = (await world.host.stores.places()).find(({ vm }) => vm === 'web')
    await world.host.stores
      .get(place?.store ?? '')
      .snapshots.create([{ vm: 'web', uuid: place?.uuid ?? '', consistency: 'crash' }], {
        id: 'mine',
        createdAt: '2020-01-01T00:00:00.000Z',
        by: 'user',
      })
    world.wish('every hour, keep 1')
    for (const hour of ['10', '11', '12']) await world.at(`2026-11-28T${hour}:00:00.000Z`)
    const found = (await world.host.stores.histories()).find(({ vm }) => vm === 'web')
    expect(found && 'history' in found ? found.history.snapshots.map(({ id }) => id) : []).toContain('mine')
    expect(await world.snapshots('web')).toEqual(['2026-11-28T12:00:00.000Z'])
  })

  test('while the clock is in doubt snapshots are taken, and none goes', async () => {
    const world = await open()
    world.wish('daily at 03:00, keep 1')
    world.policies.doubt({ wallMs: 0, upMs: 0, boot: 'boot 1' })
    for (const day of ['26', '27', '28']) await world.at(`2026-11-${day}T03:00:00.000Z`)
    expect(world.policies.doubted()).toMatchObject({ because: 'ahead' })
    expect(await world.snapshots('web')).toHaveLength(3)
    expect(jobsOf(world, 'policy.prune')).toEqual([])
  })

  test('a VM that cannot be taken keeps none of the others back, and is told', async () => {
    const world = await open()
    world.wish('daily, keep 2')
    const photos = (await world.host.vms.list()).find(({ name }) => name === 'photos')
    world.host.outside.managedSave(photos?.uuid ?? '')
    await world.at('2026-11-28T12:00:00.000Z')
    expect(await world.snapshots('web')).toHaveLength(1)
    expect(await world.snapshots('photos')).toEqual([])
    expect(world.told).toContainEqual(
      expect.objectContaining({ code: 'wrong_state', object: { type: 'vm', name: 'photos' } }),
    )
  })
})
