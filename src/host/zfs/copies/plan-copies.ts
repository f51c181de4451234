import { planSend, type NextSend } from '../../../domain/plan-send.ts'
import type { Problem } from '../../../domain/problem.ts'
import { lastStep, parentName, splitSnapshot } from '../store/tree.ts'
import { copyMarks, type CopyPoint, type TargetDataset } from './copy-facts.ts'
import type { CopyDecision, CopyStep, CopyStream, NextOfOne } from './copy-plan.ts'
import { sendPoints, streamOf } from './copy-stream.ts'
import { marksOfCopy, nextMarking } from './marks-of-copy.ts'
import { isWhole, matchCopies, type Matched } from './match-copies.ts'
import { movingInto, planPlace } from './plan-place.ts'
import { pointsOf, type Wanted } from './wanted.ts'

/**
 * Decides from what both ends have now how the copies below `root` become what the source is: chosen afresh after each step, so one that was
 * cut off anywhere is gone on with. Datasets and snapshots are known by guid, so they are found again under new names, and after promotions.
 * The past of a copy that went its own way is kept aside.
 */
export function planCopies(
  wanted: readonly Wanted[],
  target: readonly TargetDataset[],
  root: string,
): CopyDecision {
  const matched = matchCopies(wanted, target, root)
  const problems: Problem[] = []
  const streams: CopyStream[] = []
  for (const one of wanted) {
    const next = nextOf(one, matched)
    if (next.do === 'change') return { plan: next, problems: [] }
    if (next.do === 'stream') streams.push(next.stream)
    if (next.do === 'stuck') problems.push(next.problem)
  }
  return { plan: streams.length > 0 ? { do: 'stream', streams } : { do: 'nothing' }, problems }
}

function nextOf(wanted: Wanted, matched: Matched): NextOfOne {
  if (pointsOf(wanted).length === 0 && !isWhole(matched.copyOf(wanted))) return { do: 'nothing' }
  const placed = planPlace(wanted, matched)
  if (placed.do !== 'nothing') return placed
  const copy = matched.copyOf(wanted)
  const handed = nextHandingOver(wanted, copy, matched)
  if (handed) return { do: 'change', step: handed }
  if (copy) {
    const step = nextMarking(wanted.dataset, copy)
    if (step) return { do: 'change', step }
  }
  return nextTransfer(wanted, copy, matched)
}

/**
 * Where the source has promoted a clone, its copy has to take over the past likewise. One that is not there yet begins as a clone of its last
 * snapshot that is, under whatever dataset that is found.
 */
function nextHandingOver(
  wanted: Wanted,
  copy: TargetDataset | undefined,
  { holderOf, root, target }: Matched,
): CopyStep | undefined {
  const { dataset, as } = wanted
  if (copy?.origin !== undefined) {
    const origin = holderOf.name(copy.origin)
    if (origin === undefined || !dataset.snapshots.some(({ guid }) => guid === origin.guid)) return undefined
    return nextUnnamingForPromotion(copy, origin, target) ?? { do: 'promote', dataset: copy.name }
  }
  if (copy) return undefined
  const last = dataset.snapshots.findLast(({ guid }) => holderOf.guid(guid) !== undefined)
  const snapshot = last === undefined ? undefined : holderOf.guid(last.guid)
  if (snapshot === undefined) return undefined
  return { do: 'clone', snapshot, dataset: `${root}/${as}`, properties: marksOfCopy(dataset) }
}

/** Two snapshots of one label cannot be of one dataset, and a promotion would bring them together. */
function nextUnnamingForPromotion(
  copy: TargetDataset,
  origin: CopyPoint,
  target: readonly TargetDataset[],
): CopyStep | undefined {
  const holder = target.find(({ name }) => name === splitSnapshot(copy.origin ?? '').dataset)
  const clash = holder?.snapshots.find(
    ({ label, createTxg }) =>
      createTxg <= origin.createTxg && copy.snapshots.some((other) => other.label === label),
  )
  if (!holder || !clash) return undefined
  const { label, guid } = clash
  return { do: 'rename-snapshot', dataset: holder.name, label, to: `${label}-${guid}` }
}

function nextTransfer(wanted: Wanted, copy: TargetDataset | undefined, matched: Matched): NextOfOne {
  const { dataset } = wanted
  const raw = copy === undefined ? dataset.encrypted : copy.own[copyMarks.form] === 'raw'
  const origin = originOf(wanted, matched)
  if (origin === 'coming') return { do: 'wait' }
  const next: NextSend =
    copy !== undefined && copy.partial === undefined && copy.snapshots.length === 0
      ? { do: 'set-aside', common: undefined }
      : planSend({ source: sendPoints(wanted), target: copy, raw, origin: origin?.guid })
  switch (next.do) {
    case 'nothing':
    case 'wait':
      return { do: 'nothing' }
    case 'drop-partial':
      return copy ? { do: 'change', step: { do: 'drop-partial', dataset: copy.name } } : { do: 'nothing' }
    case 'set-aside':
      return copy ? { do: 'change', step: settingAside(copy, matched) } : { do: 'nothing' }
    case 'resume':
    case 'send-whole':
    case 'send-since': {
      const clash = copy && nextUnnaming(wanted, copy)
      if (clash) return { do: 'change', step: clash }
      if (next.do === 'resume' && copy && copy.own[copyMarks.resumed] !== next.guid)
        return {
          do: 'change',
          step: { do: 'set', dataset: copy.name, properties: { [copyMarks.resumed]: next.guid } },
        }
      return { do: 'stream', stream: streamOf(wanted, copy, { next, raw, origin, root: matched.root }) }
    }
  }
}

/** The snapshot that a clone stands on, at both ends; `coming` while it still has to arrive. */
function originOf(
  { dataset }: Wanted,
  { holderOf, sourceSnapshot, isComing }: Matched,
): 'coming' | { readonly guid: string; readonly source: string; readonly target: string } | undefined {
  const source = dataset.origin
  const guid = source === undefined ? undefined : sourceSnapshot(source)?.guid
  if (source === undefined || guid === undefined) return undefined
  const there = holderOf.guid(guid)
  if (there !== undefined) return { guid, source, target: there }
  return isComing(splitSnapshot(source).dataset) ? 'coming' : undefined
}

/** What lies below it stays where it is for now, and comes back once there is a parent again. */
function settingAside(copy: TargetDataset, matched: Matched): CopyStep {
  const below = matched.target.find(({ name }) => parentName(name) === copy.name)
  return below
    ? movingInto('.tmp', below.guid, below, matched)
    : movingInto(
        '.aside',
        `${lastStep(copy.name)}-${copy.snapshots.at(-1)?.guid ?? copy.guid}`,
        copy,
        matched,
      )
}

/** A snapshot of the target that has the label of another one that will come. */
function nextUnnaming(wanted: Wanted, copy: TargetDataset): CopyStep | undefined {
  const known = new Map(copy.snapshots.map((snapshot) => [snapshot.label, snapshot]))
  const own = new Set(copy.snapshots.map(({ guid }) => guid))
  for (const { label, guid } of pointsOf(wanted)) {
    const there = known.get(label)
    if (there && there.guid !== guid && !own.has(guid))
      return { do: 'rename-snapshot', dataset: copy.name, label, to: `${label}-${there.guid}` }
  }
  return undefined
}
