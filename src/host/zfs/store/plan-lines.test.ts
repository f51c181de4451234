import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  afterGoingBack,
  afterSwitching,
  noLines,
  toHistory,
  withoutBranch,
  withoutSnapshot,
  withSnapshot,
  type Lines,
} from '../../../domain/history.ts'
import { whyNotRemoveBranch, whyNotRemoveSnapshot } from '../../../domain/snapshot-rules.ts'
import { applyStep } from './apply-step.ts'
import { diskOf, familyOf, isDisk, keptName } from './family.ts'
import { marks } from './marks.ts'
import { nextGoingBack, nextHealing, nextSwitching } from './plan-lines.ts'
import { nextRemovingBranch, nextRemovingPoints } from './plan-remove.ts'
import { historyOf, pointsOf, takenOf } from './points.ts'
import { commandOf } from './step.ts'
import {
  dataset,
  emptyStore,
  essence,
  layout,
  cutsOf,
  applyAll,
  toTheEnd,
  vm,
  web,
  db,
} from './testing/example-tree.ts'
import { find, type Tree } from './tree.ts'
import { unfold, type NextStep } from './unfold.ts'

const at = '2026-01-02T03:04:05.000Z'
const plan = { layout, vm: web }
const going = (snapshot: string, branch: string, left: string) => (tree: Tree) =>
  nextGoingBack(tree, plan, { snapshot, branch, leaving: { snapshot: left, at } })
const switching = (to: string, left: string) => (tree: Tree) =>
  nextSwitching(tree, plan, to, { snapshot: left, at })
const taking =
  (id: string): NextStep =>
  (tree) => {
    const line = familyOf(tree, layout, web).current
    if (!line || tree.some(({ snapshots }) => snapshots.some(({ label }) => label === id))) return undefined
    return {
      do: 'snapshot',
      snapshots: takenOf(line).map(({ name }) => `${name}@${id}`),
      properties: { [marks.by]: 'user', [marks.createdAt]: at, [marks.consistency]: 'off' },
    }
  }
/** Takes a disk out of use, or puts in a new one of its name, of another kind. */
const swapping = (tree: Tree): Tree => {
  const disk = tree.find(({ name }) => name === 'tank/kiste/web/data')
  const dataset = 'tank/kiste/web/data'
  const properties = { [marks.disk]: web.uuid }
  if (!disk) return applyStep(tree, { do: 'create-volume', dataset, sizeBytes: 1, blockBytes: 1, properties })
  if (disk.snapshots.length === 0) return applyStep(tree, { do: 'destroy', dataset, guid: disk.guid })
  return applyStep(tree, { do: 'rename', from: dataset, to: `tank/kiste/web/${keptName(disk)}` })
}
/** Which disks each point has. */
const disksOf = (tree: Tree) =>
  new Map(
    pointsOf(familyOf(tree, layout, web)).map(({ id, members, lacking }) => {
      expect(lacking).toEqual([])
      return [id, members.flatMap(({ dataset }) => (isDisk(dataset) ? [diskOf(dataset)] : [])).toSorted()]
    }),
  )
const start = (): Tree => [...emptyStore(), ...vm(web, ['data', 'root']), ...vm(db)]

describe('going back', () => {
  test('makes the new line aside, and then changes places', () => {
    const tree = toTheEnd(start(), taking('s1'))
    const uuid = web.uuid
    expect(unfold(tree, going('s1', 'b', 'l1')).map(commandOf)).toEqual([
      `zfs snapshot -o kiste:by=leaving -o kiste:created-at=${at} -o kiste:consistency=off tank/kiste/web@l1 tank/kiste/web/data@l1 tank/kiste/web/root@l1`,
      `zfs set kiste:branch=main kiste:left=${at} tank/kiste/web`,
      `zfs create -o canmount=off -o kiste:part=branches tank/kiste/.branches/${uuid}`,
      `zfs clone -o kiste:vm=${uuid} -o kiste:branch=b tank/kiste/web@s1 tank/kiste/.tmp/line-${uuid}-web`,
      `zfs clone -o kiste:disk=${uuid} tank/kiste/web/root@s1 tank/kiste/.tmp/line-${uuid}-web/root`,
      `zfs clone -o kiste:disk=${uuid} tank/kiste/web/data@s1 tank/kiste/.tmp/line-${uuid}-web/data`,
      `zfs rename tank/kiste/web tank/kiste/.branches/${uuid}/main`,
      `zfs rename tank/kiste/.tmp/line-${uuid}-web tank/kiste/web`,
    ])
  })

  test('gives the new line what people set on the old one', () => {
    const tree = toTheEnd(start(), taking('s1')).map((one) =>
      one.name === 'tank/kiste/web/root' ? { ...one, settings: { compression: 'zstd' } } : one,
    )
    const there = toTheEnd(tree, going('s1', 'b', 'l1'))
    expect(there.find(({ name }) => name === 'tank/kiste/web/root')?.settings).toEqual({
      compression: 'zstd',
    })
  })

  test('gives a disk that is a file what was set on it, and never what was set on a volume of its name', () => {
    const withSettings = (tree: Tree, settings: Record<string, string>) =>
      tree.map((one) => (one.name === 'tank/kiste/web/data' ? { ...one, settings } : one))
    const settingsAfter = (tree: Tree) =>
      find(toTheEnd(tree, going('s1', 'b', 'l1')), 'tank/kiste/web/data')?.settings
    const tree = withSettings(toTheEnd(start(), taking('s1')), { recordsize: '16384' })
    expect(settingsAfter(tree)).toEqual({ recordsize: '16384' })
    // The one that is there now is a volume; the one that comes back had its settings when it went.
    const swapped = withSettings(swapping(swapping(tree)), { compression: 'lz4' })
    expect(find(swapped, 'tank/kiste/web/data')?.kind).toBe('volume')
    expect(settingsAfter(swapped)).toEqual({ recordsize: '16384' })
  })

  test('throws away a line that was made for another wish', () => {
    const tree = [taking('s1'), taking('s2')].reduce(toTheEnd, start())
    const cut = applyAll(tree, unfold(tree, going('s1', 'b', 'l1')).slice(0, -2))
    const there = toTheEnd(cut, going('s2', 'c', 'l1'))
    expect(familyOf(there, layout, web)).toMatchObject({
      current: { branch: 'c', files: { origin: `tank/kiste/.branches/${web.uuid}/main@s2` } },
    })
    expect(there.filter(({ name }) => name.startsWith(`${layout.scratch}/`))).toEqual([])
  })

  test('that lost the current line to a power cut is healed without its job', () => {
    const tree = toTheEnd(start(), taking('s1'))
    const cut = applyAll(tree, unfold(tree, going('s1', 'b', 'l1')).slice(0, -1))
    expect(familyOf(cut, layout, web).current).toBeUndefined()
    const healed = toTheEnd(cut, (now) => nextHealing(now, plan))
    expect(familyOf(healed, layout, web)).toMatchObject({ current: { branch: 'b' } })
    expect(essence(healed)).toEqual(essence(toTheEnd(tree, going('s1', 'b', 'l1'))))
  })
})

test('a disk that is a file and that only snapshots need goes over to another line without being mounted there', () => {
  const left = toTheEnd(toTheEnd(start(), taking('s1')), going('s1', 'b', 'l1'))
  // The current line loses the disk, and the one that was left has it still, with the snapshot that the current one needs.
  const lost = swapping(left)
  const steps = unfold(lost, (now) => nextRemovingBranch(now, layout, web, 'main'))
  expect(
    steps.filter((step) => step.do === 'rename' && step.to.startsWith('tank/kiste/web/.data.')),
  ).toMatchObject([{ unmounted: true }])
})

describe('switching', () => {
  test('takes two renames', () => {
    const tree = [taking('s1'), going('s1', 'b', 'l1')].reduce(toTheEnd, start())
    expect(
      unfold(tree, switching('main', 'l2'))
        .map(commandOf)
        .filter((command) => command.startsWith('zfs rename')),
    ).toEqual([
      `zfs rename tank/kiste/web tank/kiste/.branches/${web.uuid}/b`,
      `zfs rename tank/kiste/.branches/${web.uuid}/main tank/kiste/web`,
    ])
  })
})

/** One thing a person does, by numbers that pick from what there is. */
const deed = fc.record({
  what: fc.constantFrom('take', 'take', 'back', 'switch', 'drop', 'prune', 'swap'),
  pick: fc.nat(20),
  cut: fc.nat(40),
})

/** The same in the domain's words: what the lines are afterwards, and the plan; undefined for what is refused. */
function meaning(lines: Lines, what: string, pick: number, number: number) {
  const history = toHistory(lines, () => ({ uniqueBytes: 0 }))
  const { branches, snapshots } = history
  const snapshot = snapshots[pick % Math.max(1, snapshots.length)]?.id ?? ''
  const branch = branches[pick % branches.length]?.id ?? ''
  const left = { note: { ...bare(`l${number}`), by: 'leaving' as const }, at }
  switch (what) {
    case 'swap':
      return undefined
    case 'take':
      return { after: withSnapshot(lines, bare(`s${number}`)), next: taking(`s${number}`) }
    case 'back':
      if (snapshot === '') return undefined
      return {
        after: afterGoingBack(lines, { snapshot, branch: `b${number}` }, left),
        next: going(snapshot, `b${number}`, `l${number}`),
      }
    case 'switch':
      if (branches.find(({ id }) => id === branch)?.current === true) return undefined
      return { after: afterSwitching(lines, branch, left), next: switching(branch, `l${number}`) }
    case 'drop':
      if (whyNotRemoveBranch('web', history, branch).length > 0) return undefined
      return {
        after: withoutBranch(lines, branch),
        next: (tree: Tree) => nextRemovingBranch(tree, layout, web, branch),
      }
    default:
      if (whyNotRemoveSnapshot('web', history, snapshot).length > 0) return undefined
      return {
        after: withoutSnapshot(lines, snapshot),
        next: (tree: Tree) => nextRemovingPoints(tree, layout, web, [snapshot]),
      }
  }
}

const bare = (id: string) => ({
  id,
  createdAt: at,
  consistency: 'off' as const,
  by: 'user' as const,
  holds: [],
})

describe('lines of a VM', () => {
  test('are what the domain says they are, wherever the power goes', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 14 }), (deeds) => {
        const strangers = [
          dataset('tank/other', { snapshots: [] }),
          dataset('tank/kiste/theirs', { kind: 'volume' }),
          dataset('tank/kiste/.tmp/theirs'),
        ]
        let tree: Tree = [...start(), ...strangers]
        let lines: Lines = noLines
        let disks = disksOf(tree)
        for (const [number, { what, pick, cut }] of deeds.entries()) {
          if (what === 'swap') tree = swapping(tree)
          const meant = meaning(lines, what, pick, number)
          if (!meant) continue
          const { next, after } = meant
          const whole = toTheEnd(tree, next)
          const cuts = cutsOf(unfold(tree, next))
          const left = cuts[cut]
          const again = left ? toTheEnd(applyAll(tree, left), next) : whole
          expect(essence(again)).toEqual(essence(whole))
          tree = again
          lines = after
          const now = disksOf(tree)
          for (const [id, had] of disks) if (now.has(id)) expect([id, now.get(id)]).toEqual([id, had])
          disks = now
          expect(historyOf(familyOf(tree, layout, web), layout)).toEqual(
            toHistory(lines, () => ({ uniqueBytes: 0 })),
          )
          expect(
            tree.filter(({ name }) => name.startsWith(`${layout.scratch}/`)).map(({ name }) => name),
          ).toEqual(['tank/kiste/.tmp/theirs'])
        }
        for (const stranger of strangers) expect(tree).toContainEqual(stranger)
        expect(familyOf(tree, layout, db).current?.disks).toHaveLength(1)
      }),
      { numRuns: 300 },
    )
  })

  test('say which points others stand on', () => {
    const clone = applyStep(toTheEnd(start(), taking('s1')), {
      do: 'clone',
      snapshot: 'tank/kiste/web/root@s1',
      dataset: 'tank/kiste/db/more',
      properties: { [marks.disk]: db.uuid },
    })
    const tree = toTheEnd(clone, going('s1', 'b', 'l1'))
    expect(historyOf(familyOf(tree, layout, web), layout).snapshots[0]).toMatchObject({
      id: 's1',
      branch: 'main',
      dependents: ['b', 'db'],
    })
  })
})
