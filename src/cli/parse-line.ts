import { CommanderError } from 'commander'
import { exitCodes, type ExitCode } from '../contract/errors.ts'
import { usageError } from './cli-error.ts'
import { buildTree, type Invocation } from './command-tree.ts'
import type { Noun } from './command.ts'
import type { CliIo } from './io.ts'
import { nouns } from './nouns.ts'
import { words } from './words.ts'

/**
 * Reads a line, loading no more than its noun. The number is the exit code when help was shown and nothing is left to do. Throws
 * `CliError` for what is not known, missing or too much; values are read by `Option.read`, later.
 */
export async function parseLine(
  argv: readonly string[],
  io: Pick<CliIo, 'stdout' | 'stderr'>,
): Promise<Invocation | ExitCode> {
  const line = rewriteHelp(argv)
  const nounName = line[findNoun(line)]
  const noun = await nouns.find(({ name }) => name === nounName)?.load()
  let invocation: Invocation | undefined
  const tree = buildTree(nouns, noun, io, (received) => {
    invocation = received
  })
  try {
    tree.parse(line, { from: 'user' })
  } catch (error) {
    return endOfParsing(error, line, noun)
  }
  return invocation ?? exitCodes.usage
}

/** `help vm list` means `vm list --help`, and `--version` means `version`; `exit-codes` is the one topic that is no noun. */
function rewriteHelp(argv: readonly string[]): readonly string[] {
  if (argv.length === 0) return ['--help']
  const at = findNoun(argv)
  const version = argv.slice(0, at).findIndex((word) => word === '-V' || word === '--version')
  if (version >= 0) return argv.toSpliced(version, 1, 'version')
  if (argv[at] !== 'help') return argv
  const [topic] = argv.slice(at + 1)
  if (topic === undefined) return ['--help']
  return nouns.some(({ name }) => name === topic) ? [...argv.toSpliced(at, 1), '--help'] : argv
}

/** The index of the first word that is neither an option nor the value of `--socket`; the length if there is none. */
function findNoun(argv: readonly string[]): number {
  const at = argv.findIndex((word, index) => !word.startsWith('-') && argv[index - 1] !== '--socket')
  return at < 0 ? argv.length : at
}

/** What commander threw: that help was shown, or what is wrong with the line. */
function endOfParsing(error: unknown, line: readonly string[], noun: Noun | undefined): ExitCode {
  if (!(error instanceof CommanderError)) throw error
  if (error.code === 'commander.helpDisplayed') return exitCodes.ok
  if (error.code === 'commander.help') return exitCodes.usage
  const [, what = '', suggestion] =
    /^(?:error: )?([^]*?)(?:\n\((Did you mean [^]*)\))?$/.exec(error.message) ?? []
  const message = `${what.charAt(0).toUpperCase()}${what.slice(1).replace(/\.$/, '')}.`
  throw usageError(message, { hint: suggestion ?? hintFor(error.code, line, noun) })
}

function hintFor(code: string, line: readonly string[], noun: Noun | undefined): string {
  const at = findNoun(line)
  const beforeNoun = line.slice(0, at).some((word) => word.startsWith('-') && !word.startsWith('--socket'))
  if (code === 'commander.unknownOption' && beforeNoun) return words.usage.optionsLast
  if (!noun) return words.usage.seeHelp('kiste')
  const verb = noun.verbs.find(
    ({ name, aliases = [] }) =>
      name === noun.name || name === line[at + 1] || aliases.includes(line[at + 1] ?? ''),
  )
  if (code === 'commander.unknownOption' && verb?.unknownOptionHint !== undefined)
    return verb.unknownOptionHint
  return words.usage.seeHelp(
    ['kiste', noun.name, ...(verb && verb.name !== noun.name ? [verb.name] : [])].join(' '),
  )
}
