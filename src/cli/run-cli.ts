import { exitCodes } from '../contract/errors.ts'
import type { Problem } from '../domain/problem.ts'
import { CliError } from './cli-error.ts'
import { createClient, type Client } from './client.ts'
import { buildTree, optionName, type Invocation } from './command-tree.ts'
import type { Context } from './command.ts'
import type { CliIo } from './io.ts'
import { nouns, type NounEntry } from './nouns.ts'
import { createPrinter, type Printer } from './printer.ts'
import { report } from './report.ts'
import { findSocketPath } from './socket-path.ts'
import { words } from './words.ts'

/**
 * Runs one command line, without `node` and the script's name. Never rejects: what went wrong is on stderr, and the exit code says
 * of what kind it was (`contract/errors.ts`; an exec ends with the guest command's own code).
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  try {
    if (argv[0] === 'completion' && argv[1] === '--words') return await printCandidates(argv.slice(2), io)
    const invocation = await parse(rewriteHelp(argv), io)
    return typeof invocation === 'number' ? invocation : await invoke(invocation, io)
  } catch (error) {
    return report(error, wantsJson(argv), createPrinter(io.stderr, io.env))
  }
}

/** What the shells ask while somebody types: words that are no whole line, and so nothing for the parser. */
async function printCandidates(typed: readonly string[], io: CliIo): Promise<number> {
  const { completeWords } = await import('./complete-words.ts')
  const candidates = await completeWords(typed[0] === '--' ? typed.slice(1) : typed, io)
  if (candidates.length > 0) io.stdout.write(`${candidates.join('\n')}\n`)
  return exitCodes.ok
}

/** `help vm list` means `vm list --help`, and `--version` means `version`. */
function rewriteHelp(argv: readonly string[]): readonly string[] {
  const [first, ...rest] = argv
  if (first === undefined) return ['--help']
  if (first === '-V' || first === '--version') return ['version']
  if (first !== 'help') return argv
  if (rest.length === 0) return ['--help']
  return nouns.some((noun) => noun.name === rest[0]) ? [...rest, '--help'] : argv
}

/** Reads the command line; a number when help was shown and nothing is left to do. */
async function parse(argv: readonly string[], io: CliIo): Promise<Invocation | number> {
  const entry = findNoun(argv)
  let invocation: Invocation | undefined
  const tree = buildTree(nouns, entry ? [await entry.load()] : [], io, (received) => {
    invocation = received
  })
  try {
    tree.parse(argv, { from: 'user' })
  } catch (error) {
    return endOfParsing(error, entry)
  }
  return invocation ?? exitCodes.usage
}

function findNoun(argv: readonly string[]): NounEntry | undefined {
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? ''
    if (word === '--socket') index++
    else if (!word.startsWith('-')) return nouns.find((noun) => noun.name === word)
  }
  return undefined
}

/** What commander threw: that help was shown, or what is wrong with the line. */
function endOfParsing(error: unknown, entry: NounEntry | undefined): number {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) throw error
  const { code } = error
  if (code === 'commander.helpDisplayed' || code === 'commander.version') return exitCodes.ok
  if (code === 'commander.help') return exitCodes.usage
  if (!code.startsWith('commander.')) throw error
  const [what = '', ...suggestion] = error.message.replace(/^error: /, '').split('\n')
  const exec = entry?.name === 'vm' && code === 'commander.unknownOption'
  const hint = suggestion.join(' ').replace(/^\((.*)\)$/, '$1')
  throw new CliError([
    {
      code: 'invalid_input',
      message: `${what.charAt(0).toUpperCase()}${what.slice(1).replace(/\.$/, '')}.`,
      hint: hint || (exec ? words.usage.guestOptions : words.usage.unknownNoun),
    },
  ])
}

async function invoke(invocation: Invocation, io: CliIo): Promise<number> {
  const { verb, common } = invocation
  const problems: Problem[] = []
  const input: Record<string, unknown> = { ...invocation.args }
  for (const [label, argument] of Object.entries(verb.args)) {
    const given = input[label]
    const texts: readonly unknown[] = Array.isArray(given) ? given : [given]
    if (texts.includes(''))
      problems.push({
        code: 'invalid_input',
        field: argument.label,
        ...words.usage.emptyName(argument.label),
      })
  }
  for (const [name, option] of Object.entries(verb.options)) {
    const raw = invocation.options[name]
    if (raw === undefined) continue
    const read = option.read(raw, optionName(option.flags[0] ?? name))
    if (read.ok) input[name] = read.value
    else problems.push(...read.problems)
  }
  const [first, ...others] = problems
  if (first) throw new CliError([first, ...others])
  return (await verb.run(createContext(io, common), input)) ?? exitCodes.ok
}

function createContext(io: CliIo, common: Invocation['common']): Context {
  let client: Client | undefined
  let out: Printer | undefined
  let err: Printer | undefined
  return {
    io,
    json: common.json,
    dryRun: common.dryRun,
    wait: common.wait,
    yes: common.yes,
    get client() {
      return (client ??= createClient(findSocketPath(common.socket, io)))
    },
    get out() {
      return (out ??= createPrinter(io.stdout, io.env))
    },
    get err() {
      return (err ??= createPrinter(io.stderr, io.env))
    },
  }
}

/** Whether errors are wanted as JSON, known even when the line could not be read. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return (end < 0 ? argv : argv.slice(0, end)).includes('--json')
}
