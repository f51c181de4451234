import type { AdviceQuestion } from '../../../src/domain/plan-pool-advice.ts'
import { wishFor, type Wish } from '../../api/wish.ts'
import { shellWord } from '../../components/shell-word.ts'
import { readSizeBytes } from '../../forms/read-size.ts'

/** What is to be measured, and how much may be read or written for it; as it was filled in. */
export type MeasureWish = { readonly pool: string; readonly seconds: string; readonly size: string } & (
  | { readonly measure: 'bench' }
  | { readonly measure: AdviceQuestion }
)

export type MeasureField = 'seconds' | 'size'

/** What was filled in and is no number of seconds, or no size. Empty is what Kiste chooses. */
export function unreadable({ seconds, size }: MeasureWish): readonly MeasureField[] {
  return [
    ...(seconds === '' || /^\d{1,6}$/.test(seconds) ? [] : (['seconds'] as const)),
    ...(size === '' || readSizeBytes(size) !== undefined ? [] : (['size'] as const)),
  ]
}

/** The wish, as the daemon takes it; what cannot be read is left out. */
export function measureWish(wish: MeasureWish): Wish {
  const params = { pool: wish.pool }
  const wrong = unreadable(wish)
  const seconds = wish.seconds === '' || wrong.includes('seconds') ? {} : { seconds: Number(wish.seconds) }
  const bytes = wish.size === '' ? undefined : readSizeBytes(wish.size)
  if (wish.measure === 'bench')
    return wishFor('benchPool', {
      params,
      body: { ...seconds, ...(bytes === undefined ? {} : { sizeBytes: bytes }) },
    })
  return wishFor('advisePool', {
    params,
    body: { question: wish.measure, ...seconds, ...(bytes === undefined ? {} : { maxBytes: bytes }) },
  })
}

/** What one would type for the same. */
export function measureCommand(wish: MeasureWish): string {
  const wrong = unreadable(wish)
  const isBench = wish.measure === 'bench'
  return [
    'kiste pool',
    isBench ? 'bench' : 'advise',
    shellWord(wish.pool),
    ...(isBench ? [] : [wish.measure]),
    ...(wish.size === '' || wrong.includes('size')
      ? []
      : [isBench ? '--size' : '--read', shellWord(wish.size.trim().replace(',', '.').replaceAll(' ', ''))]),
    ...(wish.seconds === '' || wrong.includes('seconds') ? [] : ['--seconds', wish.seconds]),
  ].join(' ')
}
