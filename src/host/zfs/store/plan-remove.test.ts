import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isDisk } from './family.ts'
import { marks } from './marks.ts'
import { whyNotDestroy, whyNotMove } from './obstacles.ts'
import { nextSweeping } from './plan-destroy.ts'
import { nextGoingBack } from './plan-lines.ts'
import { nextRemovingVm } from './plan-remove.ts'
import { commandOf, type Step } from './step.ts'
import {
  applyAll,
  cutsOf,
  dataset,
  db,
  emptyStore,
  essence,
  layout,
  toTheEnd,
  vm,
  web,
} from './testing/example-tree.ts'
import { find, within, type Tree } from './tree.ts'
import { unfold } from './unfold.ts'

const at = '2026-01-02T03:04:05.000Z'
const names = ['a', 'b', 'c', 'd'] as const
const uuidOf = (name: string) => `${name.charCodeAt(0)}111111-1111-4111-8111-111111111111`
const ref = (name: string) => ({ vm: name, uuid: uuidOf(name) })
const sweeping = (tree: Tree) =>
  nextSweeping(
    tree,
    within(tree, layout.root).map((one) => one.name),
  )
const removing = (name: string) => (tree: Tree) =>
  nextRemovingVm(tree, layout, uuidOf(name), layout.vm(name), sweeping)
const target = (name: string, uuid: string) => ({
  what: `VM ${name}`,

  uuid,
  roots: [layout.vm(name), layout.branchesOf(uuid)],
})

describe('removing a VM', () => {
  test('takes it out of sight, hands over what clones stand on, and destroys the rest', () => {
    const tree = applyAll(
      [...emptyStore(), ...vm(web), ...vm(db, [])],
      cloning('web', 'db', web.uuid, db.uuid),
    )
    const uuid = web.uuid
    expect(unfold(tree, (now) => nextRemovingVm(now, layout, uuid, layout.vm('web'))).map(commandOf)).toEqual(
      [
        `zfs rename tank/kiste/web tank/kiste/.tmp/gone-${uuid}`,
        'zfs promote tank/kiste/db/root',
        `zfs destroy tank/kiste/.tmp/gone-${uuid}/root`,
        `zfs destroy tank/kiste/.tmp/gone-${uuid}@clone-db`,
        `zfs destroy tank/kiste/.tmp/gone-${uuid}`,
      ],
    )
  })

  test('hands over what people took as what was taken for a clone, as the heir may have points of the same name', () => {
    const tree = applyAll(
      [...emptyStore(), ...vm(web), ...vm(db, [])],
      [
        taking(layout.vm('web'), 's1', 'user'),
        cloneOf('tank/kiste/web/root@s1', 'db', db.uuid, ''),
        taking(layout.vm('db'), 's1', 'user'),
      ],
    )
    const { uuid } = web
    const lines = [layout.vm('db')]
    const next = (now: Tree) =>
      nextRemovingVm(now, layout, uuid, layout.vm('web'), (then) => nextSweeping(then, lines))
    const guid = find(tree, 'tank/kiste/web/root')?.snapshots[0]?.guid.replaceAll(/[^\w-]/g, '-')
    const gone = `tank/kiste/.tmp/gone-${uuid}`
    expect(unfold(tree, next).map(commandOf)).toEqual([
      `zfs rename tank/kiste/web ${gone}`,
      `zfs set kiste:by=clone ${gone}/root@s1`,
      `zfs rename ${gone}/root@s1 ${gone}/root@clone-${guid}`,
      'zfs promote tank/kiste/db/root',
      `zfs destroy ${gone}/root`,
      `zfs destroy tank/kiste/db/root@clone-${guid}`,
      `zfs destroy ${gone}@s1`,
      `zfs destroy ${gone}`,
    ])
    expect(find(toTheEnd(tree, next), 'tank/kiste/db/root')?.snapshots.map(({ label }) => label)).toEqual([
      's1',
    ])
  })

  const deed = fc.record({
    what: fc.constantFrom('take', 'back', 'clone', 'clone-point', 'remove'),
    who: fc.nat(3),
    other: fc.nat(3),
    pick: fc.nat(20),
    cut: fc.nat(60),
  })

  test('leaves all others as they are, wherever the power goes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('volume', 'filesystem'),
        fc.array(deed, { maxLength: 16 }),
        (kind, deeds) => {
          const strangers = [
            dataset('tank/other'),
            dataset('tank/kiste/theirs'),
            dataset('tank/kiste/.tmp/theirs'),
          ]
          let tree: Tree = [
            ...emptyStore(),
            ...strangers,
            ...names
              .flatMap((name) => vm(ref(name), ['root']))
              .map((one) => (isDisk(one) ? { ...one, kind } : one)),
          ]
          for (const [number, { what, who, other, pick, cut }] of deeds.entries()) {
            const [name = 'a', second = 'a'] = [names[who], names[other]]
            const place = layout.vm(name)
            if (!find(tree, place)) continue
            if (what === 'take') tree = applyAll(tree, [taking(place, `s${number}`, 'user')])
            if (what === 'clone' && name !== second && find(tree, layout.vm(second)))
              tree = applyAll(tree, cloning(name, second, uuidOf(name), uuidOf(second), String(number)))
            if (what === 'clone-point' && name !== second && find(tree, layout.vm(second))) {
              const points = find(tree, `${place}/root`)?.snapshots ?? []
              const label = points[pick % Math.max(1, points.length)]?.label
              if (label !== undefined)
                tree = applyAll(tree, [
                  cloneOf(`${place}/root@${label}`, second, uuidOf(second), `p${number}`),
                ])
            }
            if (what === 'back') {
              const labels = find(tree, place)?.snapshots ?? []
              const snapshot = labels[pick % Math.max(1, labels.length)]?.label
              if (snapshot === undefined) continue
              const leaving = { snapshot: `l${number}`, at }
              tree = toTheEnd(tree, (now) =>
                nextGoingBack(now, { layout, vm: ref(name) }, { snapshot, branch: `b${number}`, leaving }),
              )
            }
            if (what !== 'remove') continue
            expect(whyNotDestroy(tree, layout, target(name, uuidOf(name)))).toEqual([])
            const before = within(tree, layout.root).filter(
              (one) => isDisk(one) && !one.name.startsWith(`${place}/`) && !one.name.includes(uuidOf(name)),
            )
            const whole = toTheEnd(tree, removing(name))
            const left = cutsOf(unfold(tree, removing(name)))[cut]
            const again = left ? toTheEnd(applyAll(tree, left), removing(name)) : whole
            expect(essence(again)).toEqual(essence(whole))
            tree = again
            expect(sweeping(tree)).toBeUndefined()
            expect(
              tree.filter((one) => one.name.includes(uuidOf(name)) || one.own[marks.vm] === uuidOf(name)),
            ).toEqual([])
            for (const one of before) expect(find(tree, one.name)).toMatchObject({ guid: one.guid })
          }
          for (const stranger of strangers) expect(tree).toContainEqual(stranger)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('what stands in the way', () => {
  const held = {
    label: 's',
    guid: '1',
    createTxg: 9,
    createdAt: at,
    usedBytes: 0,
    own: {},
    clones: [],
    holds: [],
  }
  const [files, root] = vm(web)

  test.each([
    [
      'a dataset of others below it',
      [dataset('tank/kiste/web/mine')],
      ['foreign_object'],
      ['foreign_object'],
    ],
    [
      'something of others deep below it',
      [dataset('tank/kiste/web/root/x', { kind: 'volume' })],
      ['foreign_object'],
      ['foreign_object'],
    ],
    [
      'a volume of others below it',
      [dataset('tank/kiste/web/v', { kind: 'volume' })],
      ['foreign_object'],
      ['foreign_object'],
    ],
    ['a disk of ours', [{ ...root!, name: 'tank/kiste/web/more' }], [], []],
    [
      'a snapshot of others',
      [{ ...root!, name: 'tank/kiste/web/more', snapshots: [held] }],
      [],
      ['foreign_object'],
    ],
    [
      "others' hold",
      [
        {
          ...root!,
          name: 'tank/kiste/web/more',
          snapshots: [{ ...held, own: { [marks.by]: 'user' }, holds: ['kiste:x', 'theirs'] }],
        },
      ],
      [],
      ['in_use'],
    ],
    [
      "others' clone",
      [
        {
          ...root!,
          name: 'tank/kiste/web/more',
          snapshots: [{ ...held, own: { [marks.by]: 'user' }, clones: ['tank/theirs'] }],
        },
      ],
      [],
      ['in_use'],
    ],
  ] as const)('%s', (_, more, move, destroy) => {
    const tree = [...emptyStore(), files!, root!, dataset('tank/theirs'), ...more]
    const codes = (problems: readonly { readonly code: string }[]) => problems.map(({ code }) => code)
    expect(codes(whyNotMove(tree, target('web', web.uuid)))).toEqual(move)
    expect(codes(whyNotDestroy(tree, layout, target('web', web.uuid)))).toEqual(destroy)
  })
})

function taking(place: string, label: string, by: string): Step {
  return {
    do: 'snapshot',
    snapshots: [`${place}@${label}`, `${place}/root@${label}`],
    properties: { [marks.by]: by, [marks.createdAt]: at },
  }
}

/** Gives one VM a disk that shares what the root of another is. */
function cloning(from: string, to: string, _: string, uuid: string, suffix = ''): Step[] {
  const label = `clone-${to}${suffix}`
  return [
    taking(layout.vm(from), label, 'clone'),
    cloneOf(`${layout.vm(from)}/root@${label}`, to, uuid, suffix),
  ]
}

function cloneOf(snapshot: string, to: string, uuid: string, suffix: string): Step {
  const dataset = `${layout.vm(to)}/root${suffix}`
  return { do: 'clone', snapshot, dataset, properties: { [marks.disk]: uuid } }
}
