import { GiB, KiB, MiB, TiB } from '../../src/domain/size.ts'

/** How figures are written in one language. */
export interface Formats {
  number(value: number): string
  /** `12,5 GiB`; binary units, as everywhere in Kiste. */
  bytes(bytes: number): string
  memory(memoryMiB: number): string
  percent(share: number): string
  /** `12,3 %`. */
  finePercent(share: number): string
  /** `1,2 MiB/s`. */
  bytesPerSecond(bytes: number): string
  celsius(degrees: number): string
  /** The two largest units: `3 min 5 s`, `2 h 10 min`. */
  duration(seconds: number): string
  /** The largest unit, as in a sentence: `41 days`. */
  longDuration(seconds: number): string
  /** `3 hours ago`, `just now`. */
  ago(iso: string, nowMs: number): string
  dateTime(iso: string): string
  /** `21:30`. */
  clock(atMs: number): string
  clockSeconds(atMs: number): string
  /** `27. Nov.` */
  day(atMs: number): string
  dayAndClock(atMs: number): string
  list(items: readonly string[], kind?: 'and' | 'or'): string
}

const sizes = [
  [TiB, 'TiB'],
  [GiB, 'GiB'],
  [MiB, 'MiB'],
  [KiB, 'KiB'],
] as const

const spans = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

// Between a figure and its unit no line may break.
const noBreak = '\u00a0'

export function createFormats(locale: string, timeZone?: string): Formats {
  const oneDecimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const fineShare = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const moment = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  })
  const zone = timeZone === undefined ? {} : { timeZone }
  const times = (parts: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...parts, ...zone })
  const [hourMinute, hourMinuteSecond] = [times({ timeStyle: 'short' }), times({ timeStyle: 'medium' })]
  const [dayMonth, dayMonthTime] = [
    times({ day: 'numeric', month: 'short' }),
    times({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
  ]
  const lists = {
    and: new Intl.ListFormat(locale, { type: 'conjunction' }),
    or: new Intl.ListFormat(locale, { type: 'disjunction' }),
  }
  const unit = (value: number, name: string, unitDisplay: 'short' | 'long', digits = 0): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits: digits })
      .format(value)
      .replaceAll(' ', noBreak)

  const bytes = (value: number): string => {
    const [size, name] = sizes.find(([size]) => value >= size) ?? ([1, 'B'] as const)
    const amount = value / size
    return `${(amount >= 100 ? whole : oneDecimal).format(amount)}${noBreak}${name}`
  }
  const largest = (seconds: number) => spans.find(([, length]) => seconds >= length) ?? spans[3]
  return {
    number: (value) => whole.format(value),
    bytes,
    memory: (memoryMiB) => bytes(memoryMiB * MiB),
    percent: (value) => share.format(value),
    finePercent: (value) => fineShare.format(value),
    bytesPerSecond: (value) => `${bytes(value)}/s`,
    celsius: (degrees) => unit(degrees, 'celsius', 'short', 1),
    duration(seconds) {
      if (seconds < 9.95) return unit(Math.max(0, seconds), 'second', 'short', 1)
      const index = spans.findIndex(([, length]) => Math.round(seconds) >= length)
      const [big, length] = spans[index] ?? spans[3]
      const small = spans[index + 1]
      if (!small) return unit(Math.round(seconds), big, 'short')
      const rest = Math.floor((seconds % length) / small[1])
      const first = unit(Math.floor(seconds / length), big, 'short')
      return rest === 0 ? first : `${first} ${unit(rest, small[0], 'short')}`
    },
    longDuration(seconds) {
      const [name, length] = largest(Math.round(seconds))
      return unit(Math.floor(Math.max(0, seconds) / length), name, 'long')
    },
    ago(iso, nowMs) {
      // The clocks of the host and of the one who looks may differ by a moment; nothing happened in the future.
      const seconds = Math.max(0, (nowMs - Date.parse(iso)) / 1000)
      if (seconds < 45) return relative.format(0, 'second')
      const [name, length] = largest(Math.max(60, seconds))
      return relative.format(-Math.round(seconds / length), name)
    },
    clock: (atMs) => hourMinute.format(atMs),
    clockSeconds: (atMs) => hourMinuteSecond.format(atMs),
    day: (atMs) => dayMonth.format(atMs),
    dayAndClock: (atMs) => dayMonthTime.format(atMs),
    dateTime: (iso) => moment.format(new Date(iso)),
    list: (items, kind = 'and') => lists[kind].format(items),
  }
}
