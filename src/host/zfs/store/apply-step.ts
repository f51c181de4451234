import type { Marks } from './marks.ts'
import type { Doomed, Step } from './step.ts'
import { find, splitSnapshot, within, type Tree, type TreeDataset, type TreeSnapshot } from './tree.ts'

/** Something ZFS would refuse: a plan that holds it is wrong. */
export class StepRefused extends Error {
  constructor(step: Step, because: string) {
    super(`${step.do}: ${because}: ${JSON.stringify(step)}`)
    this.name = 'StepRefused'
  }
}

type Draft = { -readonly [K in keyof Omit<TreeDataset, 'snapshots'>]: TreeDataset[K] } & {
  snapshots: SnapshotDraft[]
}
type SnapshotDraft = { -readonly [K in keyof TreeSnapshot]: TreeSnapshot[K] }

/**
 * What a step makes of the datasets, as ZFS does it: plans are made by looking what comes of each step before the next is chosen. New
 * things get the transaction group after the last one, and a guid made of it. Throws `StepRefused` for what ZFS would refuse.
 */
export function applyStep(tree: Tree, step: Step): Tree {
  const drafts: Draft[] = tree.map((dataset) => ({
    ...dataset,
    snapshots: dataset.snapshots.map((snapshot) => ({ ...snapshot })),
  }))
  const next = changed(drafts, step)
  return next.map((dataset) => ({
    ...dataset,
    snapshots: dataset.snapshots.toSorted((a, b) => a.createTxg - b.createTxg),
  }))
}

function changed(tree: Draft[], step: Step): Draft[] {
  const refuse = (because: string) => new StepRefused(step, because)
  const get = (name: string) => {
    const found = tree.find((dataset) => dataset.name === name)
    if (!found) throw refuse(`there is no ${name}`)
    return found
  }
  const snapshotAt = (name: string) => {
    const { dataset, label } = splitSnapshot(name)
    const found = get(dataset).snapshots.find((snapshot) => snapshot.label === label)
    if (!found) throw refuse(`there is no ${name}`)
    return found
  }
  const free = (name: string) => {
    if (find(tree, name)) throw refuse(`${name} exists`)
    return name
  }
  const txg =
    1 + Math.max(0, ...tree.flatMap((one) => [one.createTxg, ...one.snapshots.map((s) => s.createTxg)]))
  const fresh = (name: string, kind: Draft['kind'], properties: Marks): Draft => ({
    name: free(name),
    kind,
    guid: `made-${txg}`,
    createTxg: txg,
    ...split(properties),
    usedBytes: 0,
    ownBytes: 0,
    snapshots: [],
  })

  switch (step.do) {
    case 'create':
      return [...tree, fresh(step.dataset, 'filesystem', step.properties)]
    case 'create-volume':
      return [...tree, { ...fresh(step.dataset, 'volume', step.properties), sizeBytes: step.sizeBytes }]
    case 'snapshot':
      for (const name of step.snapshots) {
        const { dataset, label } = splitSnapshot(name)
        const of = get(dataset)
        if (of.snapshots.some((other) => other.label === label)) throw refuse(`${name} exists`)
        of.snapshots.push(newSnapshot(label, `${of.guid}-${txg}`, txg, step.properties))
      }
      return tree
    case 'clone': {
      const origin = snapshotAt(step.snapshot)
      const of = get(splitSnapshot(step.snapshot).dataset)
      const made = fresh(step.dataset, of.kind, step.properties)
      origin.clones = [...origin.clones, made.name]
      return [...tree, { ...made, origin: step.snapshot, sizeBytes: of.sizeBytes }]
    }
    case 'rename':
      get(step.from)
      free(step.to)
      return renamed(tree, step.from, step.to)
    case 'rename-snapshot': {
      const of = get(step.dataset)
      const before = `${step.dataset}@${step.label}`
      if (of.snapshots.some(({ label }) => label === step.to)) throw refuse(`${step.to} exists`)
      snapshotAt(before).label = step.to
      for (const other of tree) if (other.origin === before) other.origin = `${step.dataset}@${step.to}`
      return tree
    }
    case 'mark-snapshot': {
      const of = snapshotAt(step.snapshot)
      of.own = { ...of.own, ...step.marks }
      return tree
    }
    case 'promote':
      return promoted(tree, get(step.dataset), refuse)
    case 'set': {
      const of = get(step.dataset)
      const { own, settings } = split(step.properties)
      of.own = { ...of.own, ...own }
      of.settings = { ...of.settings, ...settings }
      return tree
    }
    case 'inherit': {
      const of = get(step.dataset)
      of.own = Object.fromEntries(Object.entries(of.own).filter(([name]) => name !== step.property))
      return tree
    }
    case 'hold':
    case 'release':
      for (const snapshot of step.snapshots.map(snapshotAt)) {
        const others = snapshot.holds.filter((tag) => tag !== step.tag)
        if ((others.length === snapshot.holds.length) !== (step.do === 'hold'))
          throw refuse('the tag is wrong')
        snapshot.holds = step.do === 'hold' ? [...others, step.tag] : others
      }
      return tree
    case 'destroy-snapshots': {
      const of = get(step.dataset)
      for (const doomed of step.snapshots)
        checkDoomed(snapshotAt(`${step.dataset}@${doomed.label}`), doomed, refuse)
      of.snapshots = of.snapshots.filter(({ guid }) => !step.snapshots.some((doomed) => doomed.guid === guid))
      return tree
    }
    case 'destroy': {
      const of = get(step.dataset)
      if (of.guid !== step.guid) throw refuse('the guid is another one')
      if (of.snapshots.length > 0) throw refuse('it has snapshots')
      if (within(tree, of.name).length > 1) throw refuse('there is something below it')
      return withoutClone(
        tree.filter((other) => other !== of),
        of.name,
      )
    }
  }
}

function checkDoomed(snapshot: SnapshotDraft, doomed: Doomed, refuse: (because: string) => Error): void {
  if (snapshot.guid !== doomed.guid) throw refuse('the guid is another one')
  if (snapshot.holds.length > 0) throw refuse('it is held')
  if (snapshot.clones.length > 0) throw refuse('it is cloned')
}

function newSnapshot(label: string, guid: string, txg: number, own: Marks): SnapshotDraft {
  const createdAt = new Date(txg * 1000).toISOString()
  return {
    label,
    guid,
    createTxg: txg,
    createdAt,
    usedBytes: 0,
    own,
    clones: [],
    holds: [],
  }
}

function split(properties: Marks): Pick<Draft, 'own' | 'settings'> {
  const some = (isMark: boolean) =>
    Object.fromEntries(Object.entries(properties).filter(([name]) => name.startsWith('kiste:') === isMark))
  return { own: some(true), settings: some(false) }
}

function withoutClone(tree: Draft[], name: string): Draft[] {
  for (const { snapshots } of tree)
    for (const snapshot of snapshots) snapshot.clones = snapshot.clones.filter((clone) => clone !== name)
  return tree
}

function renamed(tree: Draft[], from: string, to: string): Draft[] {
  const moved = (name: string) =>
    name === from || name.startsWith(`${from}/`) ? `${to}${name.slice(from.length)}` : name
  for (const dataset of tree) {
    dataset.name = moved(dataset.name)
    if (dataset.origin !== undefined) {
      const { dataset: of, label } = splitSnapshot(dataset.origin)
      dataset.origin = `${moved(of)}@${label}`
    }
    for (const snapshot of dataset.snapshots) snapshot.clones = snapshot.clones.map(moved)
  }
  return tree
}

/** The clone takes over all snapshots up to its origin, and what it was a clone of becomes a clone of it. */
function promoted(tree: Draft[], clone: Draft, refuse: (because: string) => Error): Draft[] {
  if (clone.origin === undefined) throw refuse('it is no clone')
  const { dataset, label } = splitSnapshot(clone.origin)
  const before = tree.find((other) => other.name === dataset)
  const fork = before?.snapshots.find((snapshot) => snapshot.label === label)
  if (!before || !fork) throw refuse('its origin is not known')
  const moving = before.snapshots.filter((snapshot) => snapshot.createTxg <= fork.createTxg)
  const taken = moving.find((one) => clone.snapshots.some((other) => other.label === one.label))
  if (taken) throw refuse(`both have a snapshot ${taken.label}`)
  before.snapshots = before.snapshots.filter((snapshot) => !moving.includes(snapshot))
  clone.snapshots = [...moving, ...clone.snapshots]
  fork.clones = [...fork.clones.filter((other) => other !== clone.name), before.name]
  for (const other of tree) {
    const origin = other.origin === undefined ? undefined : splitSnapshot(other.origin)
    if (origin?.dataset === before.name && moving.some((one) => one.label === origin.label))
      other.origin = `${clone.name}@${origin.label}`
  }
  const older = before.origin
  before.origin = `${clone.name}@${label}`
  clone.origin = older
  if (older === undefined) return tree
  const root = splitSnapshot(older)
  const from = tree
    .find((other) => other.name === root.dataset)
    ?.snapshots.find((one) => one.label === root.label)
  if (from) from.clones = from.clones.map((other) => (other === before.name ? clone.name : other))
  return tree
}
