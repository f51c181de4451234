import { assert, commands, constantFrom, integer, modelRun, property, type Command } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyStep, StepRefused } from '../store/apply-step.ts'
import { marks } from '../store/marks.ts'
import type { Step } from '../store/step.ts'
import { applyAll, dataset, db, emptyStore, layout, vm, web } from '../store/testing/example-tree.ts'
import { find, fullName, lastStep, type Tree } from '../store/tree.ts'
import { copyMarks, type SourceDataset } from './copy-facts.ts'
import type { CopyDecision } from './copy-plan.ts'
import { planCopies } from './plan-copies.ts'
import { applyChange, applyStream, datasetsOf, type TargetPool } from './testing/apply-stream.ts'
import { wantedOf } from './wanted.ts'

const root = 'backup/kiste-copies/box'

/** Both ends, and what happened to what. */
interface World {
  source: Tree
  /** By dataset: guids that are bookmarked, with their order. */
  bookmarks: Map<string, { label: string; guid: string; createTxg: number }[]>
  target: TargetPool
  uuids: readonly string[]
  /** Snapshots that the target's own retention took. */
  dropped: Set<string>
  count: number
}

function newWorld(): World {
  const store = [...emptyStore(), dataset(layout.branchesOf(web.uuid)), ...vm(web, ['root', 'data'])]
  return {
    source: store.map((one) => ({ ...one, guid: one.guid.replaceAll(/[^a-z]/g, '-') })),
    bookmarks: new Map(),
    target: {
      tree: [dataset('backup'), dataset('backup/kiste-copies'), dataset(root)],
      partials: new Map(),
    },
    uuids: [web.uuid],
    dropped: new Set(),
    count: 0,
  }
}

function change(world: World, step: Step): void {
  world.source = unique(world, applyStep(world.source, step))
}

/** The model makes guids of transaction groups, which come again once the newest thing is gone. */
function unique(world: World, tree: Tree): Tree {
  const before = new Set(world.source.flatMap((one) => [one.guid, ...one.snapshots.map(({ guid }) => guid)]))
  const fresh = <T extends { readonly guid: string }>(one: T): T =>
    before.has(one.guid) ? one : { ...one, guid: `${one.guid}.${(world.count += 1)}` }
  return tree.map((one) => ({ ...fresh(one), snapshots: one.snapshots.map(fresh) }))
}

function sourceOf({ source, bookmarks }: World): SourceDataset[] {
  return source.map((one) => ({ ...one, encrypted: false, bookmarks: bookmarks.get(one.guid) ?? [] }))
}

const decide = (world: World): CopyDecision =>
  planCopies(wantedOf(sourceOf(world), layout, world.uuids), datasetsOf(world.target, root), root)

/** One look, and what it leads to; streams break off within their nth snapshot if that is given. */
function step(world: World, breaksWithin?: number): CopyDecision['plan']['do'] {
  const { plan, problems } = decide(world)
  expect(problems).toEqual([])
  if (plan.do === 'change') world.target = applyChange(world.target, plan.step)
  if (plan.do === 'stream')
    for (const stream of plan.streams)
      world.target = applyStream(world.source, world.target, stream, breaksWithin)
  return plan.do
}

function toTheEnd(world: World): void {
  for (let steps = 0; step(world) !== 'nothing'; steps += 1)
    if (steps > 400) throw new Error(`goes round in circles: ${JSON.stringify(decide(world).plan)}`)
}

const take = (world: World, label: string, of: readonly string[] = ['', '/root', '/data']) =>
  change(world, {
    do: 'snapshot',
    snapshots: of.map((disk) => `${layout.vm('web')}${disk}@${label}`),
    properties: { [marks.by]: 'policy' },
  })

/** The current line goes aside, and a clone of what it was at a snapshot takes its place. */
function goBack(world: World, label: string, branch: string): void {
  const [place, left] = [layout.vm('web'), layout.branch(web.uuid, branch)]
  const disks = world.source
    .filter(({ name }) => name.startsWith(`${place}/`))
    .map(({ name }) => lastStep(name))
  change(world, { do: 'rename', from: place, to: left })
  for (const below of ['', ...disks.map((disk) => `/${disk}`)]) {
    const own = find(world.source, `${left}${below}`)?.own ?? {}
    if (!find(world.source, `${left}${below}`)?.snapshots.some((one) => one.label === label)) continue
    change(world, {
      do: 'clone',
      snapshot: `${left}${below}@${label}`,
      dataset: `${place}${below}`,
      properties: own,
    })
  }
}

const copied = (world: World) =>
  Object.fromEntries(
    datasetsOf(world.target, root)
      .filter(({ own }) => own[copyMarks.of] !== undefined)
      .map((one) => [one.name.slice(root.length + 1), one.snapshots.map(({ label }) => label)]),
  )
const guids = (tree: Tree) => tree.flatMap((one) => one.snapshots.map(({ guid }) => guid))

describe('a copy', () => {
  test('has all of a VM, file system and disks, marked as what they are', () => {
    const world = newWorld()
    for (const label of ['a', 'b']) take(world, label)
    toTheEnd(world)
    expect(copied(world)).toEqual({ web: ['a', 'b'], 'web/root': ['a', 'b'], 'web/data': ['a', 'b'] })
    expect(find(world.target.tree, `${root}/web/root`)).toMatchObject({
      kind: 'volume',
      own: { [marks.disk]: web.uuid, [copyMarks.form]: 'plain' },
    })
    expect(decide(world).plan).toEqual({ do: 'nothing' })
  })

  test('of a VM without a snapshot waits for one', () => {
    expect(decide(newWorld()).plan).toEqual({ do: 'nothing' })
  })

  test('goes on with what is new, in one stream a dataset', () => {
    const world = newWorld()
    take(world, 'a')
    toTheEnd(world)
    for (const label of ['b', 'c']) take(world, label)
    const { plan } = decide(world)
    expect(plan).toMatchObject({
      streams: [
        { snapshot: 'tank/kiste/web@c', how: { as: 'more', from: 'tank/kiste/web@a', all: true } },
        { snapshot: 'tank/kiste/web/data@c' },
        { snapshot: 'tank/kiste/web/root@c' },
      ],
    })
  })

  test('that went back has both lines, the new one as a clone', () => {
    const world = newWorld()
    for (const label of ['a', 'b']) take(world, label)
    toTheEnd(world)
    goBack(world, 'a', 'main')
    take(world, 'c')
    toTheEnd(world)
    const left = `.branches/${web.uuid}/main`
    expect(copied(world)).toMatchObject({ web: ['c'], [left]: ['a', 'b'], [`${left}/root`]: ['a', 'b'] })
    expect(find(world.target.tree, `${root}/web/root`)?.origin).toBe(`${root}/${left}/root@a`)
  })

  test('follows a promotion', () => {
    const world = newWorld()
    for (const label of ['a', 'b']) take(world, label)
    goBack(world, 'a', 'main')
    take(world, 'c')
    toTheEnd(world)
    for (const disk of ['', '/root', '/data'])
      change(world, { do: 'promote', dataset: `${layout.vm('web')}${disk}` })
    take(world, 'd')
    toTheEnd(world)
    expect(copied(world)).toMatchObject({
      'web/root': ['a', 'c', 'd'],
      [`.branches/${web.uuid}/main/root`]: ['b'],
    })
  })

  test('takes over the past where a promotion came before it', () => {
    const world = newWorld()
    for (const label of ['a', 'b']) take(world, label)
    toTheEnd(world)
    goBack(world, 'a', 'main')
    take(world, 'c')
    for (const disk of ['', '/root', '/data'])
      change(world, { do: 'promote', dataset: `${layout.vm('web')}${disk}` })
    const sent = decide(world)
    expect(sent.plan.do).toBe('change')
    toTheEnd(world)
    expect(copied(world)).toMatchObject({
      'web/root': ['a', 'c'],
      [`.branches/${web.uuid}/main/root`]: ['b'],
    })
  })

  test('brings the image that a disk stands on', () => {
    const world = newWorld()
    world.source = applyAll(world.source, [
      {
        do: 'create-volume',
        dataset: `${layout.images}/debian`,
        sizeBytes: 1,
        blockBytes: 1,
        properties: { [marks.image]: 'debian' },
      },
      { do: 'snapshot', snapshots: [`${layout.images}/debian@image`], properties: {} },
      {
        do: 'clone',
        snapshot: `${layout.images}/debian@image`,
        dataset: `${layout.vm('web')}/sys`,
        properties: { [marks.disk]: web.uuid },
      },
    ])
    take(world, 'a', ['', '/sys'])
    toTheEnd(world)
    expect(find(world.target.tree, `${root}/web/sys`)?.origin).toBe(`${root}/.images/debian@image`)
  })

  test('brings of another VM no more than what a linked clone stands on', () => {
    const world = newWorld()
    world.source = [...world.source, dataset(layout.vm('db'), { own: { [marks.vm]: db.uuid } })]
    take(world, 'a')
    change(world, {
      do: 'clone',
      snapshot: `${layout.vm('web')}/root@a`,
      dataset: `${layout.vm('db')}/root`,
      properties: { [marks.disk]: db.uuid },
    })
    take(world, 'b')
    change(world, {
      do: 'snapshot',
      snapshots: [layout.vm('db'), `${layout.vm('db')}/root`].map((name) => `${name}@x`),
      properties: {},
    })
    world.uuids = [db.uuid]
    toTheEnd(world)
    const base = find(world.source, `${layout.vm('web')}/root`)?.guid ?? ''
    expect(copied(world)).toEqual({ db: ['x'], 'db/root': ['x'], [`.origins/${base}`]: ['a'] })
    // Once that VM is copied too, it is at its place.
    world.uuids = [db.uuid, web.uuid]
    toTheEnd(world)
    expect(copied(world)).toMatchObject({ 'web/root': ['a', 'b'], 'db/root': ['x'] })
    expect(find(world.target.tree, `${root}/db/root`)?.origin).toBe(`${root}/web/root@a`)
  })

  test('of a VM that has a new name has it, too', () => {
    const world = newWorld()
    take(world, 'a')
    toTheEnd(world)
    change(world, { do: 'rename', from: layout.vm('web'), to: layout.vm('www') })
    toTheEnd(world)
    expect(Object.keys(copied(world)).toSorted()).toEqual(['www', 'www/data', 'www/root'])
  })

  test('of a VM that is gone makes way for another one of its name, and stays', () => {
    const world = newWorld()
    take(world, 'a')
    toTheEnd(world)
    const before = guids(world.target.tree)
    change(world, { do: 'rename', from: layout.vm('web'), to: `${layout.bin}/web-1` })
    world.source = [
      ...world.source,
      ...vm({ vm: 'web', uuid: db.uuid }, ['root', 'data'], 900).map((one) => ({
        ...one,
        guid: `${one.guid} anew`,
      })),
    ]
    world.uuids = [db.uuid]
    take(world, 'new')
    toTheEnd(world)
    expect(copied(world)).toMatchObject({ 'web/root': ['new'] })
    expect(guids(world.target.tree)).toEqual(expect.arrayContaining(before))
  })
})

describe('where the target went its own way', () => {
  test('what it has is kept aside, and the copy goes on from what both have', () => {
    const world = newWorld()
    for (const label of ['a', 'b']) take(world, label)
    toTheEnd(world)
    world.target = applyChange(world.target, { do: 'create', dataset: `${root}/.tmp`, properties: {} })
    world.target = {
      ...world.target,
      tree: applyStep(world.target.tree, {
        do: 'snapshot',
        snapshots: [`${root}/web/root@mine`, `${root}/web@mine`],
        properties: {},
      }),
    }
    const before = guids(world.target.tree)
    take(world, 'c')
    toTheEnd(world)
    expect(copied(world)).toMatchObject({
      web: ['a', 'b', 'c'],
      'web/root': ['a', 'b', 'c'],
      'web/data': ['a', 'b', 'c'],
    })
    expect(guids(world.target.tree)).toEqual(expect.arrayContaining(before))
  })

  test('a snapshot of the same name is not overwritten', () => {
    const world = newWorld()
    for (const label of ['a', 'b']) take(world, label)
    toTheEnd(world)
    const b = find(world.source, `${layout.vm('web')}/root`)?.snapshots.at(-1)
    if (b) {
      world.bookmarks.set(find(world.source, `${layout.vm('web')}/root`)?.guid ?? '', [
        { label: b.guid, guid: b.guid, createTxg: b.createTxg },
      ])
      change(world, { do: 'destroy-snapshots', dataset: `${layout.vm('web')}/root`, snapshots: [b] })
    }
    // Its transaction group, too, is not to come again.
    take(world, 'between', ['/data'])
    take(world, 'b', ['/root'])
    toTheEnd(world)
    expect(copied(world)['web/root']).toEqual(['a', `b-${b?.guid ?? ''}`, 'b'])
  })

  test("a dataset that is not Kiste's is left alone, and the problem names it", () => {
    const world = newWorld()
    take(world, 'a')
    world.target = { ...world.target, tree: [...world.target.tree, dataset(`${root}/web`)] }
    expect(decide(world)).toMatchObject({
      plan: { do: 'nothing' },
      problems: [{ code: 'foreign_object', object: { name: `${root}/web` } }],
    })
  })

  test.each(['create', 'receive'])(
    'a copy that was cut off before it was marked is gone on with: %s',
    (how) => {
      const world = newWorld()
      take(world, 'a')
      if (how === 'create') {
        world.target = {
          ...world.target,
          tree: [...world.target.tree, dataset(`${root}/web`)],
          partials: new Map([
            [
              `${root}/web`,
              {
                token: 't',
                guid: find(world.source, layout.vm('web'))?.snapshots[0]?.guid ?? '',
                raw: false,
              },
            ],
          ]),
        }
        expect(decide(world).plan).toMatchObject({ step: { do: 'set' } })
        return
      }
      toTheEnd(world)
      world.target = { ...world.target, tree: world.target.tree.map((one) => ({ ...one, own: {} })) }
      toTheEnd(world)
      expect(find(world.target.tree, `${root}/web/root`)?.own).toMatchObject({ [marks.disk]: web.uuid })
    },
  )
})

// Both ends as ZFS has them, with everything at once: snapshots, going back, promotions, renames, retention at either end, streams that break off.
type Act = Command<object, World>
const act = (name: string, run: (world: World) => void): Act => ({
  check: () => true,
  run: (_, world) => {
    try {
      run(world)
    } catch (error) {
      // What ZFS refuses does not happen.
      if (!(error instanceof StepRefused)) throw error
    }
  },
  toString: () => name,
})
const nth = <T>(list: readonly T[], at: number): T | undefined =>
  list.length === 0 ? undefined : list[at % list.length]
const ofSource = ({ source }: World) =>
  source.flatMap((one) =>
    (one.own[marks.disk] ?? one.own[marks.vm]) ? one.snapshots.map((snapshot) => ({ one, snapshot })) : [],
  )

const acts = [
  integer({ min: 0, max: 9 }).map((n) =>
    act(`a snapshot s${n}`, (world) => take(world, `s${n}-${(world.count += 1)}`)),
  ),
  constantFrom('', '/root', '/data').map((of) =>
    act(`a snapshot of ${of} alone`, (world) => take(world, `one-${(world.count += 1)}`, [of])),
  ),
  integer({ min: 0, max: 50 }).map((at) =>
    act(`snapshot ${at} goes`, (world) => {
      const found = nth(ofSource(world), at)
      if (!found) return
      const { guid, createTxg } = found.snapshot
      change(world, { do: 'destroy-snapshots', dataset: found.one.name, snapshots: [found.snapshot] })
      if (at % 2 === 0)
        world.bookmarks.set(found.one.guid, [
          ...(world.bookmarks.get(found.one.guid) ?? []),
          { label: guid, guid, createTxg },
        ])
    }),
  ),
  integer({ min: 0, max: 20 }).map((at) =>
    act(`the VM goes back to ${at}`, (world) => {
      const label = nth(find(world.source, layout.vm('web'))?.snapshots ?? [], at)?.label
      if (label !== undefined) goBack(world, label, `b${(world.count += 1)}`)
    }),
  ),
  integer({ min: 0, max: 20 }).map((at) =>
    act(`clone ${at} is promoted`, (world) => {
      const clone = nth(
        world.source.filter(({ origin }) => origin !== undefined),
        at,
      )
      if (clone) change(world, { do: 'promote', dataset: clone.name })
    }),
  ),
  constantFrom('web', 'www').map((name) =>
    act(`a disk is called ${name}`, (world) => {
      const disk = world.source.find(({ name: path }) => /\/web\/(?:root|www|web)$/.test(path))
      if (disk) change(world, { do: 'rename', from: disk.name, to: `${layout.vm('web')}/${name}` })
    }),
  ),
  integer({ min: 0, max: 50 }).map((at) =>
    act(`the target's own retention takes ${at}`, (world) => {
      const found = nth(
        datasetsOf(world.target, root).flatMap((one) =>
          one.snapshots.slice(0, -1).map((snapshot) => ({ one, snapshot })),
        ),
        at,
      )
      if (!found) return
      const { one, snapshot } = found
      world.target = {
        ...world.target,
        tree: applyStep(world.target.tree, {
          do: 'destroy-snapshots',
          dataset: one.name,
          snapshots: [snapshot],
        }),
      }
      world.dropped.add(snapshot.guid)
    }),
  ),
  integer({ min: 0, max: 20 }).map((at) =>
    act(`somebody takes a snapshot of ${at} on the target`, (world) => {
      const copy = nth(
        datasetsOf(world.target, root).filter(
          ({ own, partial, snapshots }) =>
            own[copyMarks.of] !== undefined && partial === undefined && snapshots.length > 0,
        ),
        at,
      )
      if (!copy) return
      world.target = {
        ...world.target,
        tree: applyStep(world.target.tree, {
          do: 'snapshot',
          snapshots: [`${copy.name}@mine-${(world.count += 1)}`],
          properties: {},
        }),
      }
    }),
  ),
  constantFrom(undefined, 0, 1, 2).map((breaksWithin) =>
    act(`a step, broken off within ${breaksWithin}`, (world) => void step(world, breaksWithin)),
  ),
  constantFrom(undefined, 0).map((breaksWithin) =>
    act(`some steps, broken off within ${breaksWithin}`, (world) => {
      for (let steps = 0; steps < 8; steps += 1) step(world, breaksWithin)
    }),
  ),
]

test('whatever happens in between, in the end the newest of all is there, at its place, and all that ever came is still somewhere', () => {
  assert(
    property(commands(acts, { maxCommands: 60 }), (run) => {
      const world = newWorld()
      modelRun(() => ({ model: {}, real: world }), run)
      const before = guids(world.target.tree)
      toTheEnd(world)
      const after = new Set(guids(world.target.tree))
      for (const guid of before) expect(after).toContain(guid)
      for (const { dataset: of, as } of wantedOf(sourceOf(world), layout, world.uuids)) {
        const newest = of.snapshots.at(-1)
        const copy = datasetsOf(world.target, root).find(
          ({ own, name }) => own[copyMarks.of] === of.guid && !name.includes('.aside'),
        )
        // What is above a disk has a snapshot whenever the disk has one of Kiste's.
        const above = find(world.source, of.name.slice(0, of.name.lastIndexOf('/')))
        if (newest === undefined || (above?.own[marks.vm] !== undefined && above.snapshots.length === 0))
          continue
        expect(copy?.name, fullName(of, newest)).toBe(`${root}/${as}`)
        const isOlderThanBase = (world.bookmarks.get(of.guid) ?? []).some(
          ({ guid }) => guid === copy?.snapshots.at(-1)?.guid,
        )
        if (!isOlderThanBase) expect(copy?.snapshots.map(({ guid }) => guid)).toContain(newest.guid)
      }
    }),
    { numRuns: 300 },
  )
})
