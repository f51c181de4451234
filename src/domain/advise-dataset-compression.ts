import {
  adviseCompression,
  type Advice,
  type CompressionAdvice,
  type CompressionFacts,
  type CompressionSample,
} from './pool-advice.ts'

/** What compression a dataset has, and what that has brought so far. */
export interface CompressionNow {
  /** The property, as in `lz4`, `zstd-5`, `off`. */
  readonly compression: string
  /** What was reached for what lies in it now; 1 for nothing. */
  readonly compressRatio: number
  /** ZFS can write data anew in place (`zfs rewrite`). */
  readonly canRewrite: boolean
}

export interface DatasetCompressionAdvice {
  /** Whether to change the property. */
  readonly advice: Advice
  /** What to set; absent where it is to stay as it is. */
  readonly change?: 'lz4' | 'zstd' | undefined
  readonly sentence: string
  /** What lies there takes so much of what it would without compression. */
  readonly storedNow: number
  /** What the same would take, all of it written anew, by algorithm. */
  readonly stored: CompressionAdvice['stored']
  readonly notes: readonly string[]
}

/** Worth a word: what was written before takes this much more than it would if it were written now. */
const noticeable = 0.9

/** Whether another compression would pay for a dataset as it is, and what of that only new data would have. */
export function adviseDatasetCompression(
  sample: CompressionSample,
  facts: CompressionFacts,
  now: CompressionNow,
): DatasetCompressionAdvice {
  const said = adviseCompression(sample, facts)
  const { stored } = said
  const is = familyOf(now.compression)
  const storedNow = 1 / Math.max(now.compressRatio, 1)
  const head = { storedNow, stored }
  const notes = said.notes.filter((note) => !note.startsWith('It counts only'))
  if (said.advice === 'unknown')
    return {
      ...head,
      advice: 'unknown',
      ...(is === 'off' ? { change: 'lz4' as const } : {}),
      sentence: said.sentence,
      notes,
    }
  const change = said.choose === is ? undefined : said.choose
  const rest = [...notes, ...whatWasWritten(now, stored[change ?? nearest(is)] ?? 1, storedNow, change)]
  if (change === undefined) return { ...head, advice: 'no', sentence: keep(now, said), notes: rest }
  if (said.advice === 'no')
    return is === 'off'
      ? {
          ...head,
          advice: 'maybe',
          change: 'lz4',
          sentence: `${said.sentence.split(':')[0]}: it is compressed or encrypted already. lz4 notices that at once and costs nothing, so it can be on for what else may come.`,
          notes: rest,
        }
      : {
          ...head,
          advice: 'maybe',
          change: 'lz4',
          sentence: `This data hardly shrinks, so ${now.compression} works for nothing: lz4 gives up on it at once.`,
          notes: rest,
        }
  // zstd is set and lz4 nearly as good, or the other way round.
  return {
    ...head,
    advice: is === 'off' ? 'yes' : 'maybe',
    change,
    sentence: `${is === 'off' ? 'Yes' : 'Perhaps'}, ${change} in place of ${nameOf(now)}: ${lower(said.sentence)}`,
    notes: rest,
  }
}

function keep(now: CompressionNow, said: CompressionAdvice): string {
  if (said.advice === 'no') return said.sentence
  return `Leave ${nameOf(now)} on: ${lower(said.sentence)}`
}

/** Names of algorithms stay as they are. */
function lower(sentence: string): string {
  return /^(lz4|zstd)/.test(sentence) ? sentence : `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`
}

/** The property acts on what is written; what lies there stays as it was. */
function whatWasWritten(
  now: CompressionNow,
  would: number,
  storedNow: number,
  change: 'lz4' | 'zstd' | undefined,
): readonly string[] {
  const how = now.canRewrite
    ? 'zfs rewrite writes it anew in place; snapshots then keep the old blocks too.'
    : 'Only data that is written anew, as by copying it, comes to it.'
  if (would < storedNow * noticeable)
    return [
      change === undefined
        ? `What lies there was mostly written before ${nameOf(now)} was set: it takes ${percent(storedNow)} of its size, and would take ${percent(would)}. ${how}`
        : `A change counts for what is written from then on. What lies there takes ${percent(storedNow)} of its size and goes on doing so; written anew it would take ${percent(would)}. ${how}`,
    ]
  return []
}

/** `on` is lz4 in every pool that has it (feature lz4_compress), which is any since 2013. */
function familyOf(compression: string): 'off' | 'lz4' | 'zstd' | 'other' {
  if (compression === 'off') return 'off'
  if (compression === 'lz4' || compression === 'on') return 'lz4'
  return compression.startsWith('zstd') ? 'zstd' : 'other'
}

/** `on` says nothing to people. */
function nameOf({ compression }: CompressionNow): string {
  return compression === 'on' ? 'lz4' : compression
}

function nearest(is: ReturnType<typeof familyOf>): 'lz4' | 'zstd' {
  return is === 'zstd' ? 'zstd' : 'lz4'
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}
