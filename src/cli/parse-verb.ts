import { parseArgs } from 'node:util'
import type { Problem } from '../domain/problem.ts'
import { commonOptions } from './common-options.ts'
import type { Argument, Option, Raw, Verb } from './command.ts'
import { suggest } from './suggest.ts'
import { words } from './words.ts'

/** What was typed behind a verb. */
export interface Typed {
  /** By the names of the verb's tables: arguments and options, as texts and booleans. */
  readonly args: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly options: Readonly<Record<string, Raw>>
  /** The common options, by their long names. */
  readonly common: Readonly<Record<string, Raw>>
  readonly problems: readonly Problem[]
}

/** Reads what follows a verb by its tables; says everything that is wrong at once. Values are read by `Option.read`, later. */
export function parseVerb(path: string, verb: Verb, argv: readonly string[]): Typed {
  const own = Object.entries(verb.options)
  const common = commonOptions(verb)
  const all = [...own.map(([, option]) => option), ...common]
  const { tokens } = parseArgs({
    args: [...argv],
    options: declared(all),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const problems: Problem[] = []
  const raws = new Map<Option, Raw>()
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const { rawName, value } = token
    const found = findOption(all, token.name)
    if (!found) problems.push(unknownOption(path, verb, rawName, all))
    else if (!found.positive || found.option.label === undefined) {
      if (value === undefined) raws.set(found.option, found.positive)
      else problems.push(usage(words.usage.takesNoValue(rawName), rawName))
    } else if (value === undefined || findOption(all, value.replace(/^--/, ''), value)) {
      problems.push(usage(words.usage.needsValue(rawName, found.option.label), rawName))
    } else {
      const before = raws.get(found.option)
      raws.set(found.option, found.option.repeats ? [...(Array.isArray(before) ? before : []), value] : value)
    }
  }
  const { args, problems: argumentProblems } = sortArguments(path, verb.args, positionals)
  return {
    args,
    options: byName(own, raws),
    common: byName(
      common.map((option) => [option.long, option] as const),
      raws,
    ),
    problems: [...problems, ...argumentProblems],
  }
}

type Declared = Record<string, { type: 'string' | 'boolean'; short?: string }>

function declared(options: readonly Option[]): Declared {
  const table: Declared = {}
  for (const { long, short, label, noText } of options) {
    table[long] = {
      type: label === undefined ? 'boolean' : 'string',
      ...(short === undefined ? {} : { short }),
    }
    if (noText !== undefined) table[`no-${long}`] = { type: 'boolean' }
  }
  return table
}

/** With `dashed`, only if the word was typed as a long option. */
function findOption(
  options: readonly Option[],
  name: string,
  dashed: string = `--${name}`,
): { readonly option: Option; readonly positive: boolean } | undefined {
  if (!dashed.startsWith('--')) return undefined
  const option = options.find(({ long }) => long === name)
  if (option) return { option, positive: true }
  const negated = options.find(({ long, noText }) => noText !== undefined && `no-${long}` === name)
  return negated && { option: negated, positive: false }
}

function byName(
  options: readonly (readonly [name: string, option: Option])[],
  raws: ReadonlyMap<Option, Raw>,
): Record<string, Raw> {
  const table: Record<string, Raw> = {}
  for (const [name, option] of options) {
    const raw = raws.get(option)
    if (raw !== undefined) table[name] = raw
  }
  return table
}

function sortArguments(
  path: string,
  specs: Readonly<Record<string, Argument>>,
  given: readonly string[],
): { readonly args: Typed['args']; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const args: Record<string, string | readonly string[] | undefined> = {}
  let next = 0
  for (const [name, { count, label }] of Object.entries(specs)) {
    const taken = count === 'many' ? given.slice(next) : given.slice(next, next + 1)
    next += taken.length
    args[name] = count === 'many' ? taken : taken[0]
    if (taken.length === 0 && count !== 'optional')
      problems.push(usage(words.usage.missingArgument(label, path), label))
    if (taken.includes('')) problems.push(usage(words.usage.emptyName(label), label))
  }
  const tooMany = given.slice(next)
  if (tooMany.length > 0) problems.push(usage(words.usage.tooMany(tooMany, path)))
  return { args, problems }
}

function unknownOption(path: string, verb: Verb, typed: string, options: readonly Option[]): Problem {
  const known = options.flatMap(({ long, noText }) => [
    `--${long}`,
    ...(noText === undefined ? [] : [`--no-${long}`]),
  ])
  const close = suggest(typed, known)
  return usage({
    message: words.usage.unknownOption(typed),
    hint:
      close === undefined
        ? (verb.unknownOptionHint ?? words.usage.seeHelp(path))
        : words.usage.didYouMean(close),
  })
}

function usage(text: { readonly message: string; readonly hint: string }, field?: string): Problem {
  return { code: 'invalid_input', ...text, ...(field === undefined ? {} : { field }) }
}
