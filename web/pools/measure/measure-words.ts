import type { MessageKey } from '../../messages/message.ts'
import type { MeasureWish } from './measure-change.ts'

export type Measure = MeasureWish['measure']

/** What is said of one thing that can be measured. */
export interface MeasureWords {
  readonly title: MessageKey
  readonly question: MessageKey
  /** What measuring it does. */
  readonly means: MessageKey
  readonly size: MessageKey
  readonly sizeHint: MessageKey
  readonly seconds: MessageKey
  readonly secondsHint: MessageKey
}

const ofAdvice = {
  size: 'measure.read',
  sizeHint: 'measure.readHint',
  seconds: 'measure.seconds',
  secondsHint: 'measure.secondsHint',
} as const satisfies Partial<MeasureWords>

export const measureWords: Readonly<Record<Measure, MeasureWords>> = {
  dedup: {
    title: 'measure.dedup.title',
    question: 'measure.dedup.question',
    means: 'measure.dedup.means',
    ...ofAdvice,
  },
  compression: {
    title: 'measure.compression.title',
    question: 'measure.compression.question',
    means: 'measure.compression.means',
    ...ofAdvice,
  },
  bench: {
    title: 'measure.bench.title',
    question: 'measure.bench.question',
    means: 'measure.bench.means',
    size: 'measure.bench.size',
    sizeHint: 'measure.bench.sizeHint',
    seconds: 'measure.bench.seconds',
    secondsHint: 'measure.bench.secondsHint',
  },
}
