import type { Verb } from './command.ts'

/** The long options a verb takes, those of its kind included. */
export function optionWords(verb: Verb): string[] {
  const own = Object.values(verb.options).flatMap((option) =>
    option.flags.map((flags) => /--[\w-]+/.exec(flags)?.[0] ?? ''),
  )
  return [
    ...own,
    ...(verb.kind === 'plain' ? [] : ['--json']),
    ...(verb.kind === 'change' ? ['--dry-run', '--wait', '--no-wait'] : []),
    ...(verb.asks === true ? ['--yes'] : []),
    '--socket',
    '--help',
  ]
}
