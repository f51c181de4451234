import { throwIfProblems, toProblems } from '../../../domain/problem.ts'
import { atMost } from '../../at-most.ts'
import { bookmark } from '../dataset-verbs.ts'
import { destroyBookmark } from '../destroy-dataset.ts'
import type { StoreLayout } from '../store/layout.ts'
import { bookmarkNamed, snapshotNamed } from '../store/run-step.ts'
import type { Zfs } from '../zfs.ts'
import { lackingBases, staleBases } from './bases.ts'
import { copyMarks, type SourceDataset, type TargetDataset } from './copy-facts.ts'
import type { CopyMarks, CopyStream } from './copy-plan.ts'
import type { CopyTarget } from './copy-target.ts'
import { lookAtSource, withPartials } from './look-copies.ts'
import { marksOfSnapshot } from './said-of-snapshots.ts'
import { matchCopies } from './match-copies.ts'
import { planCopies } from './plan-copies.ts'
import { runStream } from './run-stream.ts'
import { createTally, type OnProgress, type Tally } from './tally.ts'
import { wantedOf, type Wanted } from './wanted.ts'

export interface CopyWork {
  readonly zfs: Zfs
  readonly layout: Pick<StoreLayout, 'root'>
  /** Of the VMs. */
  readonly uuids: readonly string[]
  readonly target: CopyTarget
  /** Goes into the names of bookmarks. */
  readonly targetId: string
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: OnProgress | undefined
}

/** Streams that run side by side: more of them make neither a disk nor a link faster. */
const atOnce = 3

/** More changes than any tree of VMs takes: one that needs so many goes round in circles. */
const mostChanges = 10_000

/**
 * Brings the copies of some VMs up to date, choosing each step by what both ends have. A stream that fails keeps nobody else from going; all
 * that went wrong is told at the end (`ProblemError`), and the next run goes on where this one ended. Gives how many bytes went over.
 */
export async function bringUpToDate(work: CopyWork): Promise<{ readonly sentBytes: number }> {
  const tally = createTally(work.onProgress)
  const failed = new Map<string, unknown>()
  for (let changes = 0; changes < mostChanges; changes += 1) {
    work.signal?.throwIfAborted()
    const { sources, wanted, target } = await look(work)
    const { plan, problems } = planCopies(wanted, target, work.target.root)
    if (plan.do === 'change') {
      if (plan.step.do === 'copy-marks') await carryMarks(work, plan.step)
      else await work.target.change(plan.step)
      continue
    }
    const streams = plan.do === 'stream' ? plan.streams.filter((one) => !failed.has(one.target)) : []
    if (streams.length > 0) {
      await makeBases(work, sources, streams)
      await runStreams(work, streams, { tally, failed })
      continue
    }
    await tidyBases(work, wanted, target)
    throwIfProblems([...problems, ...[...failed.values()].flatMap(toProblems)])
    return { sentBytes: tally.doneBytes() }
  }
  throw new Error(`copies to ${work.target.root} go round in circles`)
}

async function look({ zfs, layout, uuids, target, signal }: CopyWork): Promise<{
  readonly sources: readonly SourceDataset[]
  readonly wanted: readonly Wanted[]
  readonly target: readonly TargetDataset[]
}> {
  const [sources, found] = await Promise.all([lookAtSource(zfs, layout.root, signal), target.look(signal)])
  return {
    sources,
    wanted: wantedOf(sources, layout, uuids),
    target: await withPartials(zfs, layout.root, found),
  }
}

async function carryMarks({ zfs, target }: CopyWork, { dataset, from, to }: CopyMarks): Promise<void> {
  const said = await marksOfSnapshot(zfs, from)
  if (Object.keys(said).length > 0) await target.change({ do: 'mark-snapshot', snapshot: to, marks: said })
  await target.change({ do: 'inherit', dataset, property: copyMarks.resumed })
}

async function runStreams(
  work: CopyWork,
  streams: readonly CopyStream[],
  { tally, failed }: { readonly tally: Tally; readonly failed: Map<string, unknown> },
): Promise<void> {
  const inTurn = atMost(atOnce)
  await Promise.all(
    streams.map((stream) =>
      inTurn(async () => {
        if (work.signal?.aborted === true) return
        try {
          await runStream(work, stream, tally)
        } catch (error) {
          failed.set(stream.target, error)
        }
      }),
    ),
  )
}

async function makeBases(
  { zfs, targetId }: CopyWork,
  sources: readonly SourceDataset[],
  streams: readonly CopyStream[],
): Promise<void> {
  for (const base of lackingBases(sources, streams, targetId))
    await bookmark(zfs, snapshotNamed(base.snapshot), bookmarkNamed(base.bookmark))
}

async function tidyBases(
  { zfs, target: { root }, targetId }: CopyWork,
  wanted: readonly Wanted[],
  target: readonly TargetDataset[],
): Promise<void> {
  const matched = matchCopies(wanted, target, root)
  for (const one of wanted)
    for (const name of staleBases(one.dataset, matched.copyOf(one)?.snapshots.at(-1), targetId))
      await destroyBookmark(zfs, bookmarkNamed(name))
}
