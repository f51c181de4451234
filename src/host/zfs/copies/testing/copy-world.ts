import { expect } from 'vitest'
import { applyStep } from '../../store/apply-step.ts'
import { marks } from '../../store/marks.ts'
import type { Step } from '../../store/step.ts'
import { dataset, emptyStore, layout, vm, web } from '../../store/testing/example-tree.ts'
import { find, lastStep, type Tree } from '../../store/tree.ts'
import { copyMarks, type SourceDataset } from '../copy-facts.ts'
import type { CopyDecision } from '../copy-plan.ts'
import { planCopies } from '../plan-copies.ts'
import { wantedOf } from '../wanted.ts'
import { applyChange, applyStream, datasetsOf, type TargetPool } from './apply-stream.ts'

export const root = 'backup/kiste-copies/box'

/** Both ends, and what happened to what. */
export interface World {
  source: Tree
  /** By dataset: guids that are bookmarked, with their order. */
  bookmarks: Map<string, { label: string; guid: string; createTxg: number }[]>
  target: TargetPool
  uuids: readonly string[]
  /** Snapshots that the target's own retention took. */
  dropped: Set<string>
  count: number
}

export function newWorld(): World {
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

export function change(world: World, step: Step): void {
  world.source = unique(world, applyStep(world.source, step))
}

/** The model makes guids of transaction groups, which come again once the newest thing is gone. */
function unique(world: World, tree: Tree): Tree {
  const before = new Set(world.source.flatMap((one) => [one.guid, ...one.snapshots.map(({ guid }) => guid)]))
  const fresh = <T extends { readonly guid: string }>(one: T): T =>
    before.has(one.guid) ? one : { ...one, guid: `${one.guid}.${(world.count += 1)}` }
  return tree.map((one) => ({ ...fresh(one), snapshots: one.snapshots.map(fresh) }))
}

export function sourceOf({ source, bookmarks }: World): SourceDataset[] {
  return source.map((one) => ({ ...one, encrypted: false, bookmarks: bookmarks.get(one.guid) ?? [] }))
}

export const decide = (world: World): CopyDecision =>
  planCopies(wantedOf(sourceOf(world), layout, world.uuids), datasetsOf(world.target, root), root)

/** One look, and what it leads to; streams break off within their nth snapshot if that is given. */
export function step(world: World, breaksWithin?: number): CopyDecision['plan']['do'] {
  const { plan, problems } = decide(world)
  expect(problems).toEqual([])
  if (plan.do === 'change') world.target = applyChange(world.target, plan.step)
  if (plan.do === 'stream')
    for (const stream of plan.streams)
      world.target = applyStream(world.source, world.target, stream, breaksWithin)
  return plan.do
}

export function toTheEnd(world: World): void {
  for (let steps = 0; step(world) !== 'nothing'; steps += 1)
    if (steps > 400) throw new Error(`goes round in circles: ${JSON.stringify(decide(world).plan)}`)
}

export const take = (world: World, label: string, of: readonly string[] = ['', '/root', '/data']) =>
  change(world, {
    do: 'snapshot',
    snapshots: of.map((disk) => `${layout.vm('web')}${disk}@${label}`),
    properties: { [marks.by]: 'policy' },
  })

/** The current line goes aside, and a clone of what it was at a snapshot takes its place. */
export function goBack(world: World, label: string, branch: string): void {
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

export const copied = (world: World) =>
  Object.fromEntries(
    datasetsOf(world.target, root)
      .filter(({ own }) => own[copyMarks.of] !== undefined)
      .map((one) => [one.name.slice(root.length + 1), one.snapshots.map(({ label }) => label)]),
  )
export const guids = (tree: Tree) => tree.flatMap((one) => one.snapshots.map(({ guid }) => guid))
