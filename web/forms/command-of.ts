import { shellWord } from '../components/shell-word.ts'

/** A word of a command line, or an option with its value; what is not wished is left out. */
export type CommandPart = string | false | undefined | readonly [option: string, value: string | undefined]

/** What one would type: `base` as it stands, the rest quoted where it must be. */
export function commandOf(base: string, ...parts: readonly CommandPart[]): string {
  const words = parts.flatMap((part) => {
    if (part === false || part === undefined) return []
    if (typeof part === 'string') return [shellWord(part)]
    const [option, value] = part
    return value === undefined || value === '' ? [] : [option, shellWord(value)]
  })
  return [base, ...words].join(' ')
}
