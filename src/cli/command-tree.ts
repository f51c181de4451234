import { Command, Option as Flag } from 'commander'
import type { Argument, Noun, Verb } from './command.ts'
import type { CliIo } from './io.ts'
import type { NounEntry } from './nouns.ts'
import { words } from './words.ts'

/** What was typed: the verb, its arguments by label, and its options as commander read them. */
export interface Invocation {
  readonly verb: Verb
  readonly args: Readonly<Record<string, unknown>>
  /** By the names of the spec. */
  readonly options: Readonly<Record<string, unknown>>
  readonly common: CommonOptions
}

export interface CommonOptions {
  readonly socket?: string | undefined
  readonly json: boolean
  readonly dryRun: boolean
  readonly wait: boolean
  readonly yes: boolean
}

/** The name under which commander keeps an option. */
export function optionKey(flags: string): string {
  return new Flag(flags).attributeName()
}

/** The long form of an option, as problems name it: `--memory`. */
export function optionName(flags: string): string {
  return new Flag(flags).long ?? flags
}

/**
 * The commander tree. Nouns that are loaded have their verbs; the others are there with their summary only, so that help and
 * suggestions know them.
 */
export function buildTree(
  entries: readonly NounEntry[],
  loaded: readonly Noun[],
  io: Pick<CliIo, 'stdout' | 'stderr'>,
  onInvoke: (invocation: Invocation) => void,
): Command {
  const make = (name: string): Command =>
    new Command(name)
      .exitOverride()
      .helpCommand(false)
      .helpOption('-h, --help', words.help.help)
      .configureOutput({
        writeOut: (text) => void io.stdout.write(text),
        writeErr: (text) => void io.stderr.write(text),
        // What is wrong with the line is said by `run-cli.ts`, like every other problem.
        outputError: () => undefined,
        getOutHelpWidth: () => helpWidth(io.stdout.columns),
        getErrHelpWidth: () => helpWidth(io.stderr.columns),
      })
  const root = make('kiste')
    .description(words.help.root)
    .usage('<noun> <verb> [arguments] [options]')
    .option('-V, --version', words.help.version)
    .addHelpText('after', `\n${words.help.rootExamples}`)
  addSocket(root)
  for (const entry of entries) {
    const noun = loaded.find((one) => one.name === entry.name)
    const single = noun?.verbs.find((verb) => verb.name === entry.name)
    if (noun && single) {
      root.addCommand(verbCommand(make(single.name), single, onInvoke))
      continue
    }
    const command = make(entry.name).summary(entry.summary).description(entry.summary)
    for (const verb of noun?.verbs ?? []) command.addCommand(verbCommand(make(verb.name), verb, onInvoke))
    root.addCommand(command)
  }
  return root
}

function helpWidth(columns: number | undefined): number {
  return Math.min(columns ?? 100, 100)
}

function verbCommand(command: Command, verb: Verb, onInvoke: (invocation: Invocation) => void): Command {
  command
    .aliases([...(verb.aliases ?? [])])
    .summary(verb.summary)
    .description(verb.details ? `${verb.summary}\n\n${verb.details}` : verb.summary)
  for (const argument of Object.values(verb.args)) command.argument(argumentUsage(argument), argument.text)
  for (const option of Object.values(verb.options)) {
    option.flags.forEach((flags, index) => {
      const made = new Flag(flags, index === 0 ? option.text : option.noText)
      if (option.repeats && made.required)
        made.argParser<string[]>((text, before) => [...(before ?? []), text])
      command.addOption(made)
    })
  }
  if (verb.kind !== 'plain') command.option('--json', words.help.json)
  if (verb.kind === 'change') {
    command.option('--dry-run', words.help.dryRun)
    command.option('--wait', words.help.wait)
    command.option('--no-wait', words.help.noWait)
  }
  if (verb.asks === true) command.option('-y, --yes', words.help.yes)
  addSocket(command)
  command.addHelpText('after', `\n${words.help.examples(verb.examples)}`)
  command.action((...received: readonly unknown[]) => {
    const labels = Object.keys(verb.args)
    // A parent's --socket counts unless the verb has its own.
    const typed = {
      ...command.parent?.parent?.opts(),
      ...command.parent?.opts(),
      ...command.opts(),
    } as Readonly<Record<string, unknown>>
    onInvoke({
      verb,
      args: Object.fromEntries(labels.map((label, index) => [label, received[index]])),
      options: Object.fromEntries(
        Object.entries(verb.options).map(([name, option]) => [name, typedValue(command, option.flags)]),
      ),
      common: {
        socket: typeof typed['socket'] === 'string' ? typed['socket'] : undefined,
        json: typed['json'] === true,
        dryRun: typed['dryRun'] === true,
        wait: typed['wait'] !== false,
        yes: typed['yes'] === true,
      },
    })
  })
  return command
}

/** What was typed for an option; undefined if nothing was (commander gives `--no-x` a default of true). */
function typedValue(command: Command, flags: readonly string[]): unknown {
  const key = optionKey(flags[0] ?? '')
  return command.getOptionValueSource(key) === 'cli' ? command.getOptionValue(key) : undefined
}

function addSocket(command: Command): void {
  command.option('--socket <path>', words.help.socket)
}

function argumentUsage(argument: Argument<'one' | 'optional' | 'many'>): string {
  switch (argument.count) {
    case 'one':
      return `<${argument.label}>`
    case 'many':
      return `<${argument.label}...>`
    case 'optional':
      return `[${argument.label}]`
  }
}
