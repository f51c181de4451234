import { weekdays, type DayOfYear, type MinuteOfDay, type Weekday } from '../../src/domain/policy.ts'

// Hours and days that a rule names are of no zone: they are written as they stand, by reckoning in UTC.

const mondayMs = Date.UTC(2024, 0, 1)
const dayMs = 86_400_000

/** `03:00`, as this reader writes it. */
export function sayClock(at: MinuteOfDay, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' }).format(at * 60_000)
}

export function sayWeekday(day: Weekday, locale: string): string {
  const atMs = mondayMs + weekdays.indexOf(day) * dayMs
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(atMs)
}

/** `29 February`. */
export function sayDayOfYear({ month, day }: DayOfYear, locale: string): string {
  // A leap year has all the days there are.
  const atMs = Date.UTC(2024, month - 1, day)
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(atMs)
}

/** In the largest unit that has no rest: 36 hours are not a day. */
export function saySpan(minutes: number, locale: string): string {
  const [unit, length] = spans.find(([, length]) => minutes % length === 0) ?? (['minute', 1] as const)
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(minutes / length)
}

const spans = [
  ['day', 1_440],
  ['hour', 60],
  ['minute', 1],
] as const

/** `in 3 hours`; what is to be in this moment is said to be in a minute. */
export function sayUntil(atMs: number, nowMs: number, locale: string): string {
  const minutes = Math.max(1, Math.round((atMs - nowMs) / 60_000))
  const [unit, length] = spans.find(([, length]) => minutes >= length) ?? (['minute', 1] as const)
  return new Intl.RelativeTimeFormat(locale).format(Math.round(minutes / length), unit)
}
