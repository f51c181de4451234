import type { MessageKey } from '../messages/message.ts'

const dayMs = 24 * 3_600_000

/** How long a token may be good for. */
export const tokenLives = ['month', 'quarter', 'year', 'endless'] as const
export type TokenLife = (typeof tokenLives)[number]

export const tokenLifeWords: Readonly<Record<TokenLife, MessageKey>> = {
  month: 'tokens.life.month',
  quarter: 'tokens.life.quarter',
  year: 'tokens.life.year',
  endless: 'tokens.life.endless',
}

const days: Readonly<Record<Exclude<TokenLife, 'endless'>, number>> = { month: 30, quarter: 90, year: 365 }

/** What one would type for it. */
export function tokenLifeWord(life: TokenLife): string {
  return life === 'endless' ? 'never' : `${days[life]}d`
}

/** When it ends; undefined for one that does not by itself. */
export function tokenEnd(life: TokenLife, nowMs: number): string | undefined {
  return life === 'endless' ? undefined : new Date(nowMs + days[life] * dayMs).toISOString()
}
