import { Temporal } from 'temporal-polyfill'
import { weekdays, type MinuteOfDay, type Rhythm } from './policy.ts'

/**
 * When a rhythm falls due: each time from the latest at or before `untilMs` backwards. Hours and days are those of the zone, so a day may
 * have 23 or 25 hours; an hour that a day has not is the one after it, and one that it has twice is the first.
 */
export function* slotsBackFrom(rhythm: Rhythm, zone: string, untilMs: number): Generator<number, never> {
  const today = dayAt(zone, untilMs)
  let lastMs = Infinity
  for (let step = 0; ; step -= 1)
    for (const ms of slotsOfPeriod(rhythm, zone, today, step))
      // Where a whole day was left out, two days' slots are one.
      if (ms <= untilMs && ms < lastMs) yield (lastMs = ms)
}

/** When a rhythm falls due: each time after `fromMs`, forwards. */
export function* slotsAfter(rhythm: Rhythm, zone: string, fromMs: number): Generator<number, never> {
  const today = dayAt(zone, fromMs)
  let lastMs = fromMs
  // From the period before: its last slot may have moved past midnight.
  for (let step = -1; ; step += 1)
    for (const ms of slotsOfPeriod(rhythm, zone, today, step).toReversed())
      if (ms > lastMs) yield (lastMs = ms)
}

export function isZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}

/** Those of the period (day, week, month, year) that lies so many periods after a day's own; the latest first. */
function slotsOfPeriod(
  rhythm: Rhythm,
  zone: string,
  today: Temporal.PlainDate,
  step: number,
): readonly number[] {
  switch (rhythm.every) {
    case 'interval':
      return intervalsOf(today.add({ days: step }), rhythm.minutes, zone)
    case 'day':
      return [instant(today.add({ days: step }), rhythm.at, zone)]
    case 'week': {
      const monday = today.subtract({ days: today.dayOfWeek - 1 }).add({ weeks: step })
      return [instant(monday.add({ days: weekdays.indexOf(rhythm.on) }), rhythm.at, zone)]
    }
    case 'month': {
      const { year, month } = today.toPlainYearMonth().add({ months: step })
      return [instant(Temporal.PlainDate.from({ year, month, day: rhythm.on }), rhythm.at, zone)]
    }
    case 'year':
      return [instant(Temporal.PlainDate.from({ year: today.year + step, ...rhythm.on }), rhythm.at, zone)]
  }
}

/** From midnight on, in real time: when clocks change, a day has one more or fewer, and none is there twice. */
function intervalsOf(day: Temporal.PlainDate, minutes: number, zone: string): readonly number[] {
  const [from, until] = [instant(day, 0, zone), instant(day.add({ days: 1 }), 0, zone)]
  const stepMs = minutes * 60_000
  const count = Math.ceil((until - from) / stepMs)
  return Array.from({ length: count }, (_, index) => from + (count - 1 - index) * stepMs)
}

function instant(day: Temporal.PlainDate, at: MinuteOfDay, timeZone: string): number {
  const plainTime = { hour: Math.floor(at / 60), minute: at % 60 }
  return day.toPlainDateTime(plainTime).toZonedDateTime(timeZone).epochMilliseconds
}

function dayAt(zone: string, ms: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate()
}
