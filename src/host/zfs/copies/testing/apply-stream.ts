import { copyMarks, type TargetDataset } from '../copy-facts.ts'
import type { CopyMarks, CopyStep, CopyStream } from '../copy-plan.ts'
import { applyStep } from '../../store/apply-step.ts'
import {
  find,
  findSnapshot,
  parentName,
  type Tree,
  type TreeDataset,
  type TreeSnapshot,
} from '../../store/tree.ts'

/** The pool of a target in memory, with what is kept there of transfers that broke off. */
export interface TargetPool {
  readonly tree: Tree
  readonly partials: ReadonlyMap<string, NonNullable<TargetDataset['partial']>>
}

export function datasetsOf({ tree, partials }: TargetPool, root: string): TargetDataset[] {
  return tree
    .filter(({ name }) => name === root || name.startsWith(`${root}/`))
    .map((dataset) => ({ ...dataset, partial: partials.get(dataset.name) }))
}

/** What a change makes of the target, as ZFS does it. Throws for what ZFS would refuse. */
export function applyChange(pool: TargetPool, step: CopyStep | CopyMarks): TargetPool {
  if (step.do === 'copy-marks')
    return applyChange(pool, { do: 'inherit', dataset: step.dataset, property: copyMarks.resumed })
  if (step.do !== 'drop-partial') {
    const moved = (name: string) =>
      step.do === 'rename' && (name === step.from || name.startsWith(`${step.from}/`))
        ? `${step.to}${name.slice(step.from.length)}`
        : name
    if ('dataset' in step && step.do !== 'create' && step.do !== 'clone' && pool.partials.has(step.dataset))
      if (step.do === 'promote') throw new Error(`${step.dataset} is half-received`)
    return {
      tree: applyStep(pool.tree, step),
      partials: new Map([...pool.partials].map(([name, partial]) => [moved(name), partial])),
    }
  }
  const partials = new Map(pool.partials)
  if (!partials.delete(step.dataset)) throw new Error(`${step.dataset} has nothing half-received`)
  const isNew = find(pool.tree, step.dataset)?.snapshots.length === 0
  return { tree: isNew ? without(pool.tree, step.dataset) : pool.tree, partials }
}

/**
 * What a stream makes of the target: each of its snapshots arrives, or it breaks off within the one with this number. An increment goes onto
 * the very snapshot it was made from, anything else onto nothing, below a dataset that is there.
 */
export function applyStream(
  source: Tree,
  pool: TargetPool,
  stream: CopyStream,
  breaksWithin?: number,
): TargetPool {
  const from = find(source, stream.dataset)
  if (!from) throw new Error(`there is no ${stream.dataset}`)
  let tree = pool.tree
  const partials = new Map(pool.partials)
  const refuse = (because: string): never => {
    throw new Error(`${because}: ${JSON.stringify(stream)}`)
  }
  const snapshot = findSnapshot(source, stream.snapshot) ?? refuse('there is nothing to send')
  const { how, target } = stream
  const baseGuid = baseOf(source, stream)
  let sent: readonly TreeSnapshot[] = [snapshot]
  if (how.as === 'new') {
    if (find(tree, target)) refuse('the target is there')
    if (!find(tree, parentName(target))) refuse('there is nothing above it')
    if (how.origin !== undefined && findSnapshot(tree, how.origin)?.guid !== baseGuid)
      refuse('the origin is another one')
    tree = withNew(tree, from, stream)
  } else if (how.as === 'more') {
    if (partials.has(target)) refuse('it has something half-received')
    const last = find(tree, target)?.snapshots.at(-1)
    if (last === undefined || last.guid !== baseGuid) refuse('the target is at another snapshot')
    if (how.all)
      sent = from.snapshots.filter(
        ({ createTxg }) =>
          createTxg > (findSnapshot(source, how.from)?.createTxg ?? refuse('no base for all of them')) &&
          createTxg <= snapshot.createTxg,
      )
  } else {
    const partial = partials.get(target)
    if (partial?.token !== how.token || partial.guid !== snapshot.guid)
      refuse('the token is for something else')
    partials.delete(target)
  }
  for (const [index, one] of sent.entries()) {
    const to = find(tree, target) ?? refuse('the target is gone')
    if (index === breaksWithin) {
      const last =
        to.snapshots.at(-1)?.guid ??
        (to.origin === undefined ? undefined : findSnapshot(tree, to.origin)?.guid)
      const token = `${one.guid} onto ${last ?? 'nothing'}`
      partials.set(target, { token, guid: one.guid, fromGuid: last, raw: stream.raw })
      break
    }
    if (to.snapshots.some(({ label }) => label === one.label)) refuse(`${one.label} is there`)
    tree = applyStep(tree, { do: 'snapshot', snapshots: [`${target}@${one.label}`], properties: one.own })
    tree = withGuid(tree, target, one)
  }
  return { tree, partials }
}

function baseOf(source: Tree, { how, dataset }: CopyStream): string | undefined {
  if (how.as === 'resume' || how.from === undefined) return undefined
  if (!how.from.includes('#')) return findSnapshot(source, how.from)?.guid
  return find(source, dataset) ? how.from.slice(how.from.indexOf('#') + 1) : undefined
}

function withNew(tree: Tree, from: TreeDataset, { target, how }: CopyStream): Tree {
  if (how.as !== 'new') return tree
  if (how.origin !== undefined)
    return applyStep(tree, {
      do: 'clone',
      snapshot: how.origin,
      dataset: target,
      properties: { ...from.own, ...how.properties },
    })
  const made = applyStep(tree, {
    do: 'create',
    dataset: target,
    properties: { ...from.own, ...how.properties },
  })
  return made.map((one) => (one.name === target ? { ...one, kind: from.kind } : one))
}

/** A snapshot arrives under its own guid. */
function withGuid(tree: Tree, name: string, { label, guid }: TreeSnapshot): Tree {
  return tree.map((one) =>
    one.name === name
      ? {
          ...one,
          snapshots: one.snapshots.map((each) => (each.label === label ? { ...each, guid } : each)),
        }
      : one,
  )
}

function without(tree: Tree, name: string): Tree {
  const gone = find(tree, name)
  return gone === undefined ? tree : applyStep(tree, { do: 'destroy', dataset: name, guid: gone.guid })
}
