import type { DayOfYear, Keep, MinuteOfDay, PolicyRule, Rhythm, Weekday } from './policy.ts'
import { weekdays } from './policy.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { formatBytes, parseSizeBytes } from './size.ts'

/**
 * A policy as people write it: `every 15 min, keep 8; daily at 03:00, keep 14`. Rules are parted by `;`, what belongs to one by `,`.
 * Whatever is read can be written again (`formatRules`) and means the same.
 */

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const
/** February has its 29th: in other years it is the 28th. */
const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/** A year of keeping has 366 days: rather a day more than one too few. */
const unitMinutes = { min: 1, minute: 1, h: 60, hour: 60, day: 1_440, week: 10_080, year: 527_040 } as const
type Unit = keyof typeof unitMinutes

const unit = `(${Object.keys(unitMinutes).join('|')})s?`
const clock = String.raw`(?:\sat\s([01]?\d|2[0-3]):([0-5]\d))?`

interface Row<T> {
  readonly when: RegExp
  readonly read: (groups: readonly string[]) => T | string
}

/** Each way to say how often. A text in place of a rhythm says what is wrong with it. */
const rhythmRows: readonly Row<Rhythm>[] = [
  { when: /^every (?:1 )?(?:h|hour)$|^hourly$/, read: () => ({ every: 'interval', minutes: 60 }) },
  {
    when: /^every (\d{1,4}) (min|minute|h|hour)s?$/,
    read: ([count = '', word = '']) => readInterval(Number(count) * unitMinutes[word as Unit]),
  },
  {
    when: new RegExp(String.raw`^(?:daily|every\sday)${clock}$`),
    read: ([hour, minute]) => ({ every: 'day', at: readClock(hour, minute) }),
  },
  {
    when: new RegExp(String.raw`^(?:weekly|every\sweek)\son\s([a-z]{3})[a-z]{0,6}${clock}$`),
    read: ([day = '', hour, minute]) =>
      isWeekday(day)
        ? { every: 'week', on: day, at: readClock(hour, minute) }
        : `There is no weekday ${day}: ${weekdays.join(', ')}.`,
  },
  {
    when: new RegExp(String.raw`^(?:monthly|every\smonth)\son\s(\d{1,2})${clock}$`),
    read: ([day = '', hour, minute]) =>
      Number(day) >= 1 && Number(day) <= 31
        ? { every: 'month', on: Number(day), at: readClock(hour, minute) }
        : 'Days of a month are 1 to 31.',
  },
  {
    when: new RegExp(String.raw`^(?:yearly|every\syear)\son\s(\d{1,2})\s([a-z]{3})[a-z]{0,6}${clock}$`),
    read: ([day = '', month = '', hour, minute]) => {
      const on = readDayOfYear(Number(day), month)
      return typeof on === 'string' ? on : { every: 'year', on, at: readClock(hour, minute) }
    },
  },
]

/** What is said of a rule after how often. */
type Said = Keep & Pick<PolicyRule, 'crash'>

/** Each way to say what stays, and how it is taken. */
const saidRows: readonly Row<Said>[] = [
  {
    when: /^keep (\d{1,5})$/,
    read: ([count = '']) => (Number(count) > 0 ? { count: Number(count) } : 'To keep none is no protection.'),
  },
  {
    when: new RegExp(String.raw`^keep\s(?:for\s)?(?:at\sleast\s)?(\d{1,7})\s${unit}$`),
    read: ([count = '', word = '']) =>
      Number(count) > 0
        ? { forMinutes: Number(count) * unitMinutes[word as Unit] }
        : 'To keep for no time is no protection.',
  },
  {
    when: /^while smaller than (.+)$/,
    read: ([size = '']) => {
      const bytes = parseSizeBytes(size, 'rules')
      return bytes.ok ? { mostBytes: bytes.value } : (bytes.problems[0]?.message ?? '')
    },
  },
  { when: /^crash[- ]?(?:consistent)?$/, read: () => ({ crash: true }) },
]

/** Reads rules; all that is wrong is told at once. */
export function parseRules(text: string): Checked<readonly PolicyRule[]> {
  const parts = text
    .toLowerCase()
    .split(/[;\n]/)
    .map((part) => part.trim().replaceAll(/\s+/g, ' '))
    .filter((part) => part !== '')
  const read = parts.map(parseRule)
  const problems = read.flatMap((rule) => (rule.ok ? [] : rule.problems))
  if (parts.length === 0) problems.push(invalid('A policy has at least one rule.'))
  return problems.length > 0
    ? refused(...problems)
    : valid(read.flatMap((rule) => (rule.ok ? [rule.value] : [])))
}

function parseRule(part: string): Checked<PolicyRule> {
  const [first = '', ...others] = part.split(',').map((piece) => piece.trim())
  const rhythm = readRow(rhythmRows, first)
  const said = others.map((piece) => ({ piece, read: readRow(saidRows, piece) }))
  const { crash, ...keep }: Said = Object.assign(
    {},
    ...said.map(({ read }) => (typeof read === 'object' ? read : {})),
  )
  const problems = [
    ...(typeof rhythm === 'object' ? [] : [unreadable(first, rhythm, rhythmHint)]),
    ...said.flatMap(({ piece, read }) =>
      typeof read === 'object' ? [] : [unreadable(piece, read, keepHint)],
    ),
    ...twice(said.map(({ read }) => read)).map((what) =>
      invalid(`“${part}” says twice ${what}.`, 'Say each once.'),
    ),
  ]
  if (problems.length === 0 && keep.count === undefined && keep.forMinutes === undefined)
    problems.push(invalid(`“${part}” does not say what stays.`, keepHint))
  if (problems.length > 0 || typeof rhythm !== 'object') return refused(...problems)
  return valid({ rhythm, keep, ...(crash === undefined ? {} : { crash }) })
}

const rhythmHint =
  'Write for example: every 15 min; every 6 h; daily at 03:00; weekly on sun at 04:00; monthly on 1 at 04:00; yearly on 31 dec.'
const keepHint = 'Write for example: keep 14; keep for 30 days; while smaller than 20 GiB; crash-consistent.'

function readRow<T extends object>(rows: readonly Row<T>[], text: string): T | string | undefined {
  for (const { when, read } of rows) {
    const match = when.exec(text)
    if (match) return read(match.slice(1))
  }
  return undefined
}

function twice(read: readonly (Said | string | undefined)[]): readonly string[] {
  const words = {
    count: 'how many stay',
    forMinutes: 'for how long',
    mostBytes: 'how much they may take',
    crash: '“crash”',
  }
  return (Object.keys(words) as (keyof typeof words)[])
    .filter((key) => read.filter((one) => typeof one === 'object' && one[key] !== undefined).length > 1)
    .map((key) => words[key])
}

function readInterval(minutes: number): Rhythm | string {
  if (minutes >= 1 && minutes <= 1_440 && 1_440 % minutes === 0) return { every: 'interval', minutes }
  return 'An interval divides a day: 5, 10, 15, 20 or 30 min; 1, 2, 3, 4, 6, 8 or 12 h.'
}

function readClock(hour: string | undefined, minute: string | undefined): MinuteOfDay {
  return Number(hour ?? 0) * 60 + Number(minute ?? 0)
}

function readDayOfYear(day: number, month: string): DayOfYear | string {
  const index = months.findIndex((name) => name === month)
  const longest = longestMonths[index]
  if (longest === undefined) return `There is no month ${month}: ${months.join(', ')}.`
  return day >= 1 && day <= longest ? { month: index + 1, day } : `${month} has the days 1 to ${longest}.`
}

function isWeekday(text: string): text is Weekday {
  return weekdays.some((day) => day === text)
}

function unreadable(text: string, why: string | undefined, hint: string): Problem {
  return invalid(`“${text}” cannot be read.${why === undefined ? '' : ` ${why}`}`, hint)
}

function invalid(message: string, hint?: string): Problem {
  return { code: 'invalid_input', field: 'rules', message, ...(hint === undefined ? {} : { hint }) }
}

/** Rules as `parseRules` reads them. */
export function formatRules(rules: readonly PolicyRule[]): string {
  const said = ({ rhythm, keep, crash }: PolicyRule) => [
    formatRhythm(rhythm),
    ...formatKeep(keep),
    ...(crash === true ? ['crash-consistent'] : []),
  ]
  return rules.map((rule) => said(rule).join(', ')).join('; ')
}

export function formatRhythm(rhythm: Rhythm): string {
  switch (rhythm.every) {
    case 'interval':
      return rhythm.minutes === 60 ? 'every hour' : `every ${span(rhythm.minutes, ['hour', 'min'])}`
    case 'day':
      return `daily at ${formatClock(rhythm.at)}`
    case 'week':
      return `weekly on ${rhythm.on} at ${formatClock(rhythm.at)}`
    case 'month':
      return `monthly on ${rhythm.on} at ${formatClock(rhythm.at)}`
    case 'year':
      return `yearly on ${rhythm.on.day} ${months[rhythm.on.month - 1] ?? ''} at ${formatClock(rhythm.at)}`
  }
}

function formatKeep({ count, forMinutes, mostBytes }: Keep): readonly string[] {
  return [
    ...(count === undefined ? [] : [`keep ${count}`]),
    ...(forMinutes === undefined ? [] : [`keep for ${span(forMinutes, ['day', 'hour', 'min'])}`]),
    ...(mostBytes === undefined ? [] : [`while smaller than ${exactBytes(mostBytes)}`]),
  ]
}

/** In the largest of these units that has no rest. */
function span(minutes: number, units: readonly Unit[]): string {
  const unit = units.find((unit) => minutes % unitMinutes[unit] === 0) ?? 'min'
  const count = minutes / unitMinutes[unit]
  return `${count} ${count === 1 || unit === 'min' ? unit : `${unit}s`}`
}

/** As people say it where that is exact, and in bytes where it is not. */
function exactBytes(bytes: number): string {
  const said = formatBytes(bytes)
  const back = parseSizeBytes(said, 'rules')
  return back.ok && back.value === bytes ? said : `${bytes} B`
}

function formatClock(at: MinuteOfDay): string {
  return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
}
