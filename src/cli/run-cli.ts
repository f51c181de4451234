import { exitCodes } from '../contract/errors.ts'
import type { Problem } from '../domain/problem.ts'
import { CliError } from './cli-error.ts'
import { createClient, type Client } from './client.ts'
import type { CommonOptions, Context } from './command.ts'
import type { Invocation } from './command-tree.ts'
import type { CliIo } from './io.ts'
import { parseLine } from './parse-line.ts'
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
    const line = await parseLine(argv, io)
    return typeof line === 'number' ? line : await runVerb(line, io)
  } catch (error) {
    return report(error, wantsJson(argv), createPrinter(io.stderr, io.env))
  }
}

/** Reads the values, says all that is wrong with them at once, and does it. */
async function runVerb({ verb, args, options, common, socket }: Invocation, io: CliIo): Promise<number> {
  const problems: Problem[] = []
  const input: Record<string, unknown> = { ...args }
  for (const [name, { label }] of Object.entries(verb.args)) {
    if ([args[name]].flat().includes(''))
      problems.push({ code: 'invalid_input', field: label, ...words.usage.emptyName(label) })
  }
  for (const [name, raw] of Object.entries(options)) {
    const option = verb.options[name]
    const read = option?.read(raw, `--${option.long}`)
    if (read?.ok === true) input[name] = read.value
    else problems.push(...(read?.problems ?? []))
  }
  const [first, ...others] = problems
  if (first) throw new CliError([first, ...others])
  const context = createContext(io, socket, {
    json: common['json'] === true,
    dryRun: common['dry-run'] === true,
    wait: common['wait'] !== false,
    yes: common['yes'] === true,
  })
  return (await verb.run(context, input)) ?? exitCodes.ok
}

/** Nothing is opened before it is used: streams and files cost time that `kiste vm list` does not have. */
function createContext(io: CliIo, socket: string | undefined, common: CommonOptions): Context {
  let client: Client | undefined
  let out: Printer | undefined
  let err: Printer | undefined
  return {
    ...common,
    io,
    get client() {
      return (client ??= createClient(findSocketPath(socket, io)))
    },
    get out() {
      return (out ??= createPrinter(io.stdout, io.env))
    },
    get err() {
      return (err ??= createPrinter(io.stderr, io.env))
    },
  }
}

/** What the shells ask while somebody types: words that are no whole line, and so nothing for the parser. */
async function printCandidates(typed: readonly string[], io: CliIo): Promise<number> {
  const { completeWords } = await import('./complete-words.ts')
  const candidates = await completeWords(typed[0] === '--' ? typed.slice(1) : typed, io)
  if (candidates.length > 0) io.stdout.write(`${candidates.join('\n')}\n`)
  return exitCodes.ok
}

/** Whether errors are wanted as JSON, known even when the line could not be read. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return (end < 0 ? argv : argv.slice(0, end)).includes('--json')
}
