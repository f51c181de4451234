import type { Marks } from '../store/marks.ts'
import { copyMarks, sharedMarks, type SourceDataset, type TargetDataset } from './copy-facts.ts'

/** What a copy is marked with when it is made. */
export function marksOfCopy(dataset: SourceDataset): Marks {
  return { [copyMarks.of]: dataset.guid, [copyMarks.form]: dataset.encrypted ? 'raw' : 'plain' }
}

/** What it should be marked with and is not: after a transfer that broke off, and where what it is has changed. */
export function lackingMarks(dataset: SourceDataset, copy: TargetDataset): Marks | undefined {
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
