import { exitCodes } from '../contract/errors.ts'
import type { Problem } from '../domain/problem.ts'
import { CliError } from './cli-error.ts'
import { createClient, type Client } from './client.ts'
import type { CommonOptions, Context } from './command.ts'
import type { CliIo, OutStream } from './io.ts'
import { parseLine, type Line } from './parse-line.ts'
import { createPrinter, type Printer } from './printer.ts'
import { report } from './report.ts'
import { findSocketPath } from './socket-path.ts'

/**
 * Runs one command line, without `node` and the script's name. Never rejects: what went wrong is on stderr, and the exit code says
 * of what kind it was (`contract/errors.ts`; an exec ends with the guest command's own code).
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  try {
    if (argv[0] === 'completion' && argv[1] === '--words') return await printCandidates(argv.slice(2), io)
    const line = await parseLine(argv)
    switch (line.type) {
      case 'verb':
        return await runVerb(line, io)
      case 'help':
        return await showHelp(line.of, io.stdout, exitCodes.ok)
      case 'incomplete':
        return await showHelp(line.noun, io.stderr, exitCodes.usage)
    }
  } catch (error) {
    return report(error, wantsJson(argv), createPrinter(io.stderr, io.env))
  }
}

type VerbLine = Extract<Line, { type: 'verb' }>

async function runVerb({ verb, typed, socket }: VerbLine, io: CliIo): Promise<number> {
  const problems: Problem[] = [...typed.problems]
  const input: Record<string, unknown> = { ...typed.args }
  for (const [name, raw] of Object.entries(typed.options)) {
    const option = verb.options[name]
    const read = option?.read(raw, `--${option.long}`)
    if (read?.ok === true) input[name] = read.value
    else problems.push(...(read?.problems ?? []))
  }
  const [first, ...others] = problems
  if (first) throw new CliError([first, ...others])
  const { common } = typed
  const context = createContext(io, typeof common['socket'] === 'string' ? common['socket'] : socket, {
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

async function showHelp(
  of: Extract<Line, { type: 'help' }>['of'],
  to: OutStream,
  exitCode: number,
): Promise<number> {
  const { nounHelp, rootHelp, verbHelp } = await import('./help-text.ts')
  const width = Math.min(to.columns ?? 100, 100)
  if (of === 'root') to.write(rootHelp(width))
  else if ('path' in of) to.write(verbHelp(of.path, of.verb, width))
  else to.write(nounHelp(of, width))
  return exitCode
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
