import { parseArgs, type ParseArgsConfig } from 'node:util'

/** A verb of `npm run lab`. */
export interface Verb {
  readonly name: string
  /** What may follow it, for the help. */
  readonly words: string
  readonly what: string
  /** Resolves to the exit code. */
  act(words: readonly string[], work: VerbWork): Promise<number>
}

export interface VerbWork {
  readonly signal: AbortSignal
  /** For people, beside the output. */
  readonly log: (line: string) => void
}

/** The words were not understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Reads a verb's words; what it does not know is refused. */
export function parseWords<T extends NonNullable<ParseArgsConfig['options']>>(
  words: readonly string[],
  options: T,
  limits: { readonly positionals?: number } = {},
) {
  try {
    const parsed = parseArgs({ args: [...words], options, allowPositionals: true, strict: true })
    const most = limits.positionals ?? 0
    if (parsed.positionals.length > most)
      throw new UsageError(`${parsed.positionals[most]} was not expected here.`)
    return parsed
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message)
  }
}

/** A whole number in a range. */
export function wholeNumber(text: string, what: string, least: number, most: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= most) return value
  throw new UsageError(`${what} is a whole number from ${least} to ${most}, not ${text}.`)
}
