import { describe, expect, test } from 'vitest'
import { applyStep } from '../store/apply-step.ts'
import { marks } from '../store/marks.ts'
import { applyAll, dataset, db, layout, vm, web } from '../store/testing/example-tree.ts'
import { find } from '../store/tree.ts'
import { copyMarks } from './copy-facts.ts'
import { applyChange } from './testing/apply-stream.ts'
import {
  change,
  copied,
  decide,
  goBack,
  guids,
  newWorld,
  root,
  step,
  take,
  toTheEnd,
} from './testing/copy-world.ts'

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

describe('cut off, and in odd places', () => {
  const disks = ['', '/root', '/data']

  test('a clone that was made and not marked yet is gone on with', () => {
    const world = newWorld()
    for (const label of ['a', 'b']) take(world, label)
    toTheEnd(world)
    goBack(world, 'a', 'main')
    take(world, 'c')
    for (const disk of disks) change(world, { do: 'promote', dataset: `${layout.vm('web')}${disk}` })
    // The first clone of the target is made, and its marks are not.
    for (let bare = false; !bare;) {
      const { plan } = decide(world)
      if (plan.do !== 'change') throw new Error('there is no clone to be made')
      bare = plan.step.do === 'clone'
      world.target = applyChange(
        world.target,
        plan.step.do === 'clone' ? { ...plan.step, properties: {} } : plan.step,
      )
    }
    toTheEnd(world)
    expect(copied(world)).toMatchObject({ web: ['a', 'c'], 'web/root': ['a', 'c'] })
  })

  test('a disk whose line has no snapshot of its own is copied all the same', () => {
    const world = newWorld()
    take(world, 'a')
    goBack(world, 'a', 'main')
    // The file system alone has been promoted, so the line that was left has no snapshot of its own.
    change(world, { do: 'promote', dataset: layout.vm('web') })
    take(world, 'b')
    toTheEnd(world)
    expect(copied(world)).toMatchObject({ web: ['a', 'b'], 'web/data': ['b'], 'web/root': ['b'] })
  })

  test('nor does one of which only a beginning came keep anything waiting', () => {
    const world = newWorld()
    take(world, 'a')
    step(world, 0)
    goBack(world, 'a', 'main')
    change(world, { do: 'promote', dataset: layout.vm('web') })
    take(world, 'b')
    toTheEnd(world)
    expect(copied(world)).toMatchObject({ web: ['a', 'b'], 'web/data': ['b'] })
  })

  test('of what several linked clones stand on, as much comes as the newest of them needs', () => {
    const world = newWorld()
    world.source = [...world.source, dataset(layout.vm('db'), { own: { [marks.vm]: db.uuid }, guid: 'db' })]
    for (const label of ['a', 'b', 'c']) take(world, label)
    for (const [disk, label] of [
      ['early', 'a'],
      ['late', 'b'],
    ] as const)
      change(world, {
        do: 'clone',
        snapshot: `${layout.vm('web')}/root@${label}`,
        dataset: `${layout.vm('db')}/${disk}`,
        properties: { [marks.disk]: db.uuid },
      })
    change(world, {
      do: 'snapshot',
      snapshots: ['', '/late', '/early'].map((disk) => `${layout.vm('db')}${disk}@x`),
      properties: {},
    })
    world.uuids = [db.uuid]
    toTheEnd(world)
    const base = find(world.source, `${layout.vm('web')}/root`)?.guid ?? ''
    expect(copied(world)).toMatchObject({
      [`.origins/${base}`]: ['a', 'b'],
      'db/late': ['x'],
      'db/early': ['x'],
    })
  })

  test('a label that both have does not keep a promotion from being followed', () => {
    const world = newWorld()
    take(world, 'a')
    goBack(world, 'a', 'main')
    take(world, 'b')
    toTheEnd(world)
    // Somebody's on the target: one below the fork, that would come together with ours, and one above, that would not.
    const left = `${root}/.branches/${web.uuid}/main`
    const mine = (label: string) =>
      (world.target = {
        ...world.target,
        tree: applyStep(world.target.tree, {
          do: 'snapshot',
          snapshots: [`${left}@${label}`],
          properties: {},
        }),
      })
    mine('b')
    const before = guids(world.target.tree)
    change(world, { do: 'promote', dataset: layout.vm('web') })
    take(world, 'c')
    toTheEnd(world)
    expect(copied(world)).toMatchObject({ web: ['a', 'b', 'c'], [`.branches/${web.uuid}/main`]: ['b'] })
    expect(guids(world.target.tree)).toEqual(expect.arrayContaining(before))
  })
})
