import type { NextSend, SendPoint } from '../../../domain/plan-send.ts'
import { fullName } from '../store/tree.ts'
import type { CopyPoint, SourceDataset, TargetDataset } from './copy-facts.ts'
import type { CopyStream } from './copy-plan.ts'
import { marksOfCopy } from './marks-of-copy.ts'
import { pointsOf, type Wanted } from './wanted.ts'

/** A transfer that was decided on, with the names that it takes at both ends. */
export function streamOf(
  wanted: Wanted,
  copy: TargetDataset | undefined,
  facts: {
    readonly next: Extract<NextSend, { do: 'resume' | 'send-whole' | 'send-since' }>
    readonly raw: boolean
    readonly origin: { readonly source: string; readonly target: string } | undefined
    readonly root: string
  },
): CopyStream {
  const { dataset, as } = wanted
  const { next, raw, origin, root } = facts
  const snapshot = dataset.snapshots.find(({ guid }) => guid === next.guid)
  if (!snapshot) throw new Error(`planned to send a snapshot that ${dataset.name} does not have`)
  const how = (): CopyStream['how'] => {
    switch (next.do) {
      case 'resume':
        return { as: 'resume', token: copy?.partial?.token ?? '' }
      case 'send-whole':
        return {
          as: 'new',
          properties: marksOfCopy(dataset),
          ...(next.origin === undefined ? {} : { from: origin?.source, origin: origin?.target }),
        }
      case 'send-since':
        return { as: 'more', from: pointName(dataset, next.from), all: next.all }
    }
  }
  return {
    dataset: dataset.name,
    kind: dataset.kind,
    target: copy?.name ?? `${root}/${as}`,
    snapshot: fullName(dataset, snapshot),
    raw,
    how: how(),
  }
}

function pointName(dataset: SourceDataset, { guid, is }: SendPoint): string {
  const [points, sign]: [readonly CopyPoint[], string] =
    is === 'snapshot' ? [dataset.snapshots, '@'] : [dataset.bookmarks, '#']
  const label = points.find((point) => point.guid === guid)?.label ?? ''
  return `${dataset.name}${sign}${label}`
}

/** What a dataset can be sent up to, and from. */
export function sendPoints(wanted: Wanted): SendPoint[] {
  return [
    ...pointsOf(wanted).map((point): SendPoint => ({ ...point, is: 'snapshot' })),
    ...wanted.dataset.bookmarks.map((point): SendPoint => ({ ...point, is: 'bookmark' })),
  ]
}
