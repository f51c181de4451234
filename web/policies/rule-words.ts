import { parseRules } from '../../src/domain/policy-text.ts'
import type { Keep, PolicyRule, Rhythm } from '../../src/domain/policy.ts'
import type { Words } from '../messages/translator.ts'
import { sayClock, sayDayOfYear, saySpan, sayWeekday } from './calendar-words.ts'

/** A rule as a sentence's two halves. */
export interface RuleWords {
  readonly often: string
  readonly keeps: string
}

type Sayer = Pick<Words, 'say' | 'locale' | 'bytes'>

/** Rules as people write them, in the words of the reader; undefined where they cannot be read. */
export function sayRules(text: string, words: Sayer): readonly RuleWords[] | undefined {
  const read = parseRules(text)
  return read.ok ? read.value.map((rule) => sayRule(rule, words)) : undefined
}

function sayRule({ rhythm, keep, crash }: PolicyRule, words: Sayer): RuleWords {
  const keeps = sayKeep(keep, words)
  return {
    often: sayRhythm(rhythm, words),
    keeps: crash === true ? words.say('policy.keeps.crash', { kept: keeps }) : keeps,
  }
}

function sayRhythm(rhythm: Rhythm, { say, locale }: Sayer): string {
  switch (rhythm.every) {
    case 'interval': {
      const hours = rhythm.minutes / 60
      return Number.isInteger(hours)
        ? say('policy.often.hours', { count: hours })
        : say('policy.often.minutes', { count: rhythm.minutes })
    }
    case 'day':
      return say('policy.often.day', { time: sayClock(rhythm.at, locale) })
    case 'week':
      return say('policy.often.week', {
        day: sayWeekday(rhythm.on, locale),
        time: sayClock(rhythm.at, locale),
      })
    case 'month': {
      const time = sayClock(rhythm.at, locale)
      // Each month has the days up to the 28th; what is beyond is the last one in some, and the 31st in all.
      if (rhythm.on === 31) return say('policy.often.monthEnd', { time })
      return say(rhythm.on > 28 ? 'policy.often.lateInMonth' : 'policy.often.month', { day: rhythm.on, time })
    }
    case 'year':
      return say('policy.often.year', {
        day: sayDayOfYear(rhythm.on, locale),
        time: sayClock(rhythm.at, locale),
      })
  }
}

function sayKeep(keep: Keep, words: Sayer): string {
  const kept = sayWhatIsKept(keep, words)
  return keep.mostBytes === undefined
    ? kept
    : words.say('policy.keeps.most', { kept, size: words.bytes(keep.mostBytes) })
}

function sayWhatIsKept({ count, forMinutes }: Keep, { say, locale }: Sayer): string {
  if (forMinutes === undefined) return say('policy.keeps.count', { count: count ?? 0 })
  const time = saySpan(forMinutes, locale)
  return count === undefined ? say('policy.keeps.time', { time }) : say('policy.keeps.both', { count, time })
}
