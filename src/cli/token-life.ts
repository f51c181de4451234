import { refused, valid, type Checked } from '../domain/problem.ts'

/** How long a token is good for, as it is typed. */
export type TokenLife =
  | { readonly until: 'never' }
  | { readonly until: 'days'; readonly days: number }
  /** To the end of this day, where the CLI is run. */
  | { readonly until: 'day'; readonly year: number; readonly month: number; readonly day: number }

/** As on the page: long enough to forget about it, short enough not to be forgotten for ever. */
export const usualTokenLife: TokenLife = { until: 'days', days: 90 }

const dayMs = 24 * 3_600_000

export function readTokenLife(raw: string, field: string): Checked<TokenLife> {
  if (raw === 'never') return valid({ until: 'never' })
  const days = /^([1-9]\d{0,3})d$/.exec(raw)?.[1]
  if (days !== undefined) return valid({ until: 'days', days: Number(days) })
  const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(raw) ?? []).map(Number)
  if (year !== undefined && month !== undefined && day !== undefined && isDay(year, month, day))
    return valid({ until: 'day', year, month, day })
  return refused({
    code: 'invalid_input',
    field,
    message: `${JSON.stringify(raw)} says no end for a token.`,
    hint: 'Write 30d for thirty days, 2027-06-30 for a day, or never.',
  })
}

/** When it ends, as ISO 8601; undefined for one that does not by itself. */
export function tokenEnd(life: TokenLife, now: Date): string | undefined {
  switch (life.until) {
    case 'never':
      return undefined
    case 'days':
      return new Date(now.getTime() + life.days * dayMs).toISOString()
    case 'day':
      return new Date(life.year, life.month - 1, life.day + 1).toISOString()
  }
}

/** `Date` takes the 31st of February for a day of March. */
function isDay(year: number, month: number, day: number): boolean {
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day
}
