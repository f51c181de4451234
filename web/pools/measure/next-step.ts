import type { DatasetReport, DedupReport } from '../../../src/domain/pool-advice-report.ts'
import type { MessageKey } from '../../messages/message.ts'
import type { SetTo } from './set-to-dialog.tsx'
import type { Pool } from '../../api/answers.ts'

/** What follows from advice, as a button. */
export interface NextStep {
  readonly label: MessageKey
  /** It pays for sure, so it is the thing to do next. */
  readonly isSure: boolean
  readonly set: SetTo
}

/** Dedup is switched on where it pays or may, and off where it is on and does not. */
export function dedupStep(
  { advice }: Pick<DedupReport, 'advice'>,
  { settings }: Pick<Pool, 'settings'>,
): NextStep | undefined {
  const now = settings?.find(({ of, name }) => of === 'dataset' && name === 'dedup')?.value ?? 'off'
  const isOn = now !== 'off'
  if (isOn)
    return advice === 'no'
      ? { label: 'measure.dedup.off', isSure: false, set: { property: 'dedup', value: 'off' } }
      : undefined
  return advice === 'yes' || advice === 'maybe'
    ? { label: 'measure.dedup.on', isSure: advice === 'yes', set: { property: 'dedup', value: 'on' } }
    : undefined
}

/** The compression that pays for a dataset, or may; of the root it is that of the pool. */
export function compressionStep(
  pool: string,
  { dataset, advice, change }: Pick<DatasetReport, 'dataset' | 'advice' | 'change'>,
): NextStep | undefined {
  if (change === undefined || advice === 'no') return undefined
  return {
    label: 'measure.compression.set',
    isSure: advice === 'yes',
    set: { property: 'compression', value: change, ...(dataset === pool ? {} : { dataset }) },
  }
}
