import type { Marks } from '../store/marks.ts'
import { fullName } from '../store/tree.ts'
import { copyMarks, sharedMarks, type SourceDataset, type TargetDataset } from './copy-facts.ts'
import type { CopyMarks, CopyStep } from './copy-plan.ts'

/** What a copy is marked with when it is made. */
export function marksOfCopy(dataset: SourceDataset): Marks {
  return { [copyMarks.of]: dataset.guid, [copyMarks.form]: dataset.encrypted ? 'raw' : 'plain' }
}

/** What is still to be said of a copy, or of a snapshot of it. */
export function nextMarking(dataset: SourceDataset, copy: TargetDataset): CopyStep | CopyMarks | undefined {
  const properties = lackingMarks(dataset, copy)
  if (properties) return { do: 'set', dataset: copy.name, properties }
  const resumed = copy.own[copyMarks.resumed]
  const arrived = copy.snapshots.find(({ guid }) => guid === resumed)
  if (resumed === undefined || copy.partial?.guid === resumed || (!arrived && copy.partial)) return undefined
  const from = dataset.snapshots.find(({ guid }) => guid === resumed)
  if (!arrived || !from) return { do: 'inherit', dataset: copy.name, property: copyMarks.resumed }
  return { do: 'copy-marks', dataset: copy.name, from: fullName(dataset, from), to: fullName(copy, arrived) }
}

/** What it should be marked with and is not: after a transfer that broke off, and where what it is has changed. */
function lackingMarks(dataset: SourceDataset, copy: TargetDataset): Marks | undefined {
  const wish: Marks = {
    ...Object.fromEntries(
      sharedMarks.flatMap((name) => {
        const value = dataset.own[name]
        return value === undefined ? [] : [[name, value]]
      }),
    ),
    [copyMarks.of]: dataset.guid,
    [copyMarks.form]: copy.own[copyMarks.form] ?? (dataset.encrypted ? 'raw' : 'plain'),
  }
  const lacking = Object.entries(wish).filter(([name, value]) => copy.own[name] !== value)
  return lacking.length === 0 ? undefined : Object.fromEntries(lacking)
}
