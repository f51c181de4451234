import { assert, commands, constantFrom, integer, modelRun, property, type Command } from 'fast-check'
import { expect, test } from 'vitest'
import { applyStep, StepRefused } from '../store/apply-step.ts'
import { marks } from '../store/marks.ts'
import { layout } from '../store/testing/example-tree.ts'
import { find, fullName } from '../store/tree.ts'
import { copyMarks } from './copy-facts.ts'
import { datasetsOf } from './testing/apply-stream.ts'
import {
  change,
  goBack,
  guids,
  newWorld,
  root,
  sourceOf,
  step,
  take,
  toTheEnd,
  type World,
} from './testing/copy-world.ts'
import { wantedOf } from './wanted.ts'

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
