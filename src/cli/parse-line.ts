import { usageError } from './cli-error.ts'
import { singleVerb, type Noun, type Verb } from './command.ts'
import { nouns, type NounEntry } from './nouns.ts'
import { parseVerb, type Typed } from './parse-verb.ts'
import { suggest } from './suggest.ts'
import { words } from './words.ts'

/** What a line asks for. */
export type Line =
  | { readonly type: 'help'; readonly of: 'root' | Noun | { readonly path: string; readonly verb: Verb } }
  /** A noun alone: its help, but as an error. */
  | { readonly type: 'incomplete'; readonly noun: Noun }
  | {
      readonly type: 'verb'
      readonly verb: Verb
      readonly typed: Typed
      /** `--socket` before the noun. */
      readonly socket: string | undefined
    }

/** Reads a line up to its verb, loading no more than its noun. Throws `CliError` for words that are not known. */
export async function parseLine(argv: readonly string[]): Promise<Line> {
  const [nounName, afterNoun, before] = takeWord(argv)
  if (before.version) return parseLine(['version', ...afterNoun])
  if (nounName === undefined) return { type: 'help', of: 'root' }
  if (nounName === 'help' && afterNoun[0] !== 'exit-codes' && !before.help) {
    const [topic, , options] = takeWord(afterNoun)
    if (topic === undefined && !options.help) return { type: 'help', of: 'root' }
    if (nouns.some(({ name }) => name === topic)) return parseLine([...afterNoun, '--help'])
  }
  const entry = nouns.find(({ name }) => name === nounName)
  if (!entry) throw unknown(nounName, nouns, 'kiste')
  const noun = await entry.load()
  const single = singleVerb(noun)
  if (single) return verbLine(noun.name, single, afterNoun, before)
  const [verbName, afterVerb, between] = takeWord(afterNoun)
  if (verbName === undefined) {
    return before.help || between.help ? { type: 'help', of: noun } : { type: 'incomplete', noun }
  }
  const verb = noun.verbs.find((one) => one.name === verbName || one.aliases?.includes(verbName))
  if (!verb) throw unknown(verbName, noun.verbs, `kiste ${noun.name}`)
  return verbLine(`${noun.name} ${verb.name}`, verb, afterVerb, {
    help: before.help || between.help,
    version: false,
    socket: between.socket ?? before.socket,
  })
}

function verbLine(path: string, verb: Verb, argv: readonly string[], before: Before): Line {
  const fullPath = `kiste ${path}`
  const typed = parseVerb(fullPath, verb, argv)
  if (before.help || typed.common['help'] === true) return { type: 'help', of: { path: fullPath, verb } }
  return { type: 'verb', verb, typed, socket: before.socket }
}

interface Before {
  readonly help: boolean
  readonly version: boolean
  readonly socket: string | undefined
}

/** The first word that is no option, what follows it, and the root's options before it. */
function takeWord(
  argv: readonly string[],
): readonly [word: string | undefined, rest: readonly string[], before: Before] {
  let help = false
  let version = false
  let socket: string | undefined
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? ''
    if (word === '-h' || word === '--help') help = true
    else if (word === '-V' || word === '--version') version = true
    else if (word === '--socket') socket = argv[++index]
    else if (word.startsWith('--socket=')) socket = word.slice('--socket='.length)
    else if (word.startsWith('-')) {
      throw usageError(words.usage.unknownOption(word), { hint: words.usage.optionsLast })
    } else return [word, argv.slice(index + 1), { help, version, socket }]
  }
  return [undefined, [], { help, version, socket }]
}

function unknown(typed: string, known: readonly (NounEntry | Verb)[], path: string): Error {
  const names = known.flatMap((one) => [one.name, ...('aliases' in one ? (one.aliases ?? []) : [])])
  const close = suggest(typed, names)
  const { message } = words.usage.unknownWord(typed, path)
  return usageError(message, {
    hint: close === undefined ? words.usage.seeHelp(path) : words.usage.didYouMean(`${path} ${close}`),
  })
}
