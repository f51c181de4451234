import { Argument as Place, Command, Option as Flag } from 'commander'
import { commonOptions, rootOptions } from './common-options.ts'
import { singleVerb, usageOf, type Argument, type Noun, type Option, type Raw, type Verb } from './command.ts'
import type { CliIo } from './io.ts'
import type { NounEntry } from './nouns.ts'
import { words } from './words.ts'

/** What was typed: the verb, and what stood behind it as texts and booleans. */
export interface Invocation {
  readonly verb: Verb
  /** By the names of the verb's tables. */
  readonly args: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly options: Readonly<Record<string, Raw>>
  /** The common options, by their long names. */
  readonly common: Readonly<Record<string, Raw>>
  /** `--socket` behind the verb, else behind the noun, else before it. */
  readonly socket: string | undefined
}

/**
 * The commands for commander. Nouns that are loaded have their verbs; the others are there with their summary only, so that help and
 * suggestions know them. What is wrong with a line is thrown; help is written to `io`.
 */
export function buildTree(
  entries: readonly NounEntry[],
  loaded: Noun | undefined,
  io: Pick<CliIo, 'stdout' | 'stderr'>,
  onInvoke: (invocation: Invocation) => void,
): Command {
  // What is set here is inherited by every command below.
  const root = new Command('kiste')
    .exitOverride()
    .helpCommand(false)
    .helpOption('-h, --help', rootOptions.help.text)
    .configureHelp({ subcommandTerm: (command) => [command.name(), ...command.aliases()].join(', ') })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      // What is wrong with the line is said like every other problem.
      outputError: () => undefined,
      getOutHelpWidth: () => helpWidth(io.stdout.columns),
      getErrHelpWidth: () => helpWidth(io.stderr.columns),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .description(words.help.root)
    .usage(words.help.rootUsage)
    .commandsGroup(words.help.nouns)
    .option('-V, --version', words.help.version)
    .addOption(flagOf(rootOptions.socket))
    .enablePositionalOptions()
    .addHelpText('after', `\n${words.help.begin}`)
  for (const entry of entries) {
    const noun = loaded?.name === entry.name ? loaded : undefined
    const single = noun && singleVerb(noun)
    const command = root.command(entry.name).summary(entry.summary)
    if (single) addVerb(command, single, onInvoke)
    else addNoun(command, entry, noun?.verbs ?? [], onInvoke)
  }
  return root
}

function addNoun(
  command: Command,
  { name, summary }: NounEntry,
  verbs: readonly Verb[],
  onInvoke: (invocation: Invocation) => void,
): void {
  command
    .description(`${summary}.`)
    .usage(words.help.nounUsage)
    .commandsGroup(words.help.verbs)
    .addOption(flagOf(rootOptions.socket))
    .enablePositionalOptions()
    .addHelpText('after', `\n${words.help.more(`kiste ${name} <verb> --help`)}`)
  for (const verb of verbs) addVerb(command.command(verb.name), verb, onInvoke)
}

function addVerb(command: Command, verb: Verb, onInvoke: (invocation: Invocation) => void): void {
  command
    .aliases([...(verb.aliases ?? [])])
    .summary(verb.summary)
    .description([`${verb.summary}.`, ...(verb.details === undefined ? [] : [verb.details])].join('\n\n'))
    .usage(usageOf(verb))
    .addHelpText('after', `\n${words.help.examples(verb.examples)}`)
  for (const argument of Object.values(verb.args)) command.addArgument(placeOf(argument))
  const common = commonOptions(verb).filter((option) => option !== rootOptions.help)
  for (const option of [...Object.values(verb.options), ...common]) {
    command.addOption(flagOf(option))
    if (option.noText !== undefined) command.addOption(new Flag(`--no-${option.long}`, option.noText))
  }
  command.action(() => {
    onInvoke({
      verb,
      args: Object.fromEntries(
        Object.keys(verb.args).map((name, index) => [
          name,
          command.processedArgs[index] as string | readonly string[] | undefined,
        ]),
      ),
      options: typedOptions(command, Object.entries(verb.options)),
      common: typedOptions(
        command,
        common.map((option) => [option.long, option] as const),
      ),
      socket: socketOf(command),
    })
  })
}

function socketOf(command: Command | null): string | undefined {
  return command?.opts<{ socket?: string }>().socket ?? (command ? socketOf(command.parent) : undefined)
}

/** Only what was typed: commander gives `--no-x` a default of true. */
function typedOptions(
  command: Command,
  options: readonly (readonly [name: string, option: Option])[],
): Record<string, Raw> {
  return Object.fromEntries(
    options.flatMap(([name, option]) => {
      const key = flagOf(option).attributeName()
      return command.getOptionValueSource(key) === 'cli'
        ? [[name, command.getOptionValue(key) as Raw] as const]
        : []
    }),
  )
}

function flagOf({ long, short, label, text, repeats }: Option): Flag {
  const flags = `${short === undefined ? '' : `-${short}, `}--${long}${label === undefined ? '' : ` <${label}>`}`
  if (!repeats) return new Flag(flags, text)
  return new Flag(flags, `${text} (${words.help.repeats})`).argParser<readonly string[] | boolean>(
    // After --no-x it is false.
    (value, before) => [...(Array.isArray(before) ? (before as readonly string[]) : []), value],
  )
}

function placeOf({ count, label, text }: Argument): Place {
  switch (count) {
    case 'one':
      return new Place(`<${label}>`, text)
    case 'many':
      return new Place(`<${label}...>`, text)
    case 'optional':
      return new Place(`[${label}]`, text)
    case 'any':
      return new Place(`[${label}...]`, text)
  }
}

function helpWidth(columns: number | undefined): number {
  return Math.min(columns ?? 100, 100)
}
