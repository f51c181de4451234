import { usageOf, type Argument, type Noun, type Option, type Verb } from './command.ts'
import { commonOptions, rootOptions } from './common-options.ts'
import { exitCodeHelp } from './exit-code-help.ts'
import { nouns } from './nouns.ts'
import { words } from './words.ts'

const intro = [
  '# The command line',
  '',
  '<!-- Written by `npm run docs:cli` from the tables in src/cli/commands/; a test keeps it equal. -->',
  '',
  '`kiste <noun> <verb>`. What was asked for goes to standard output, everything else to standard error. With `--json` exactly one',
  'JSON document is printed, of the types in `src/contract/`: one object for one name, an array for several; errors are JSON on',
  'standard error, `{"problems": [...], "requestId": "..."}`. Colours appear on a terminal only, not with `NO_COLOR`, and never',
  'carry a meaning of their own.',
  '',
  'Changes are jobs. A command waits for its job and shows its steps; Ctrl-C leaves the job alone (it goes on), a second Ctrl-C',
  'within two seconds cancels it, and all that was done is undone. `--no-wait` prints the id of the job, `--dry-run` the plan with',
  'the commands it stands for.',
  '',
  'The daemon is found at `--socket`, else at `KISTE_SOCKET`, else at `$XDG_RUNTIME_DIR/kiste/kiste.sock` (`~/.cache` without it) if',
  'that is there, else at `/run/kiste/kiste.sock`.',
].join('\n')

/** Every verb with what is typed before it, in the order of the help. */
export async function allVerbs(): Promise<{ readonly path: string; readonly verb: Verb }[]> {
  const loaded = await Promise.all(nouns.map((entry) => entry.load()))
  return loaded.flatMap((noun) => noun.verbs.map((verb) => ({ path: pathOf(noun, verb), verb })))
}

function pathOf(noun: Noun, verb: Verb): string {
  return noun.name === verb.name ? `kiste ${noun.name}` : `kiste ${noun.name} ${verb.name}`
}

/** `docs/cli.md`, from the same tables as the help. */
export async function cliDocs(): Promise<string> {
  const verbs = await allVerbs()
  const sections = nouns.map((entry) => {
    const own = verbs.filter(
      ({ path }) => path === `kiste ${entry.name}` || path.startsWith(`kiste ${entry.name} `),
    )
    return [
      `## ${entry.name}`,
      `${entry.summary}.`,
      ...own.map(({ path, verb }) => verbSection(path, verb)),
    ].join('\n\n')
  })
  return `${[intro, ...sections, '## Exit codes', code(exitCodeHelp())].join('\n\n')}\n`
}

function verbSection(path: string, verb: Verb): string {
  // What every verb takes is said once, at the top.
  const everywhere: readonly Option[] = Object.values(rootOptions)
  const common = commonOptions(verb).filter((option) => !everywhere.includes(option))
  const options = [...Object.values(verb.options), ...common]
  return [
    `### ${path}`,
    `${verb.summary}.`,
    code([`${path} ${usageOf(verb)}`]),
    ...(verb.details === undefined ? [] : [escape(verb.details)]),
    ...table([...Object.values(verb.args).map(argumentRow), ...options.flatMap(optionRows)]),
    code(verb.examples),
    ...(verb.aliases === undefined
      ? []
      : [`Also: ${verb.aliases.map((alias) => `\`${alias}\``).join(', ')}.`]),
  ].join('\n\n')
}

type Row = readonly [name: string, text: string]

function argumentRow({ label, text }: Argument): Row {
  return [`<${label}>`, text]
}

function optionRows({ long, short, label, text, noText, repeats }: Option): Row[] {
  const name = `${short === undefined ? '' : `-${short}, `}--${long}${label === undefined ? '' : ` <${label}>`}`
  const row: Row = [name, repeats ? `${text} (${words.help.repeats})` : text]
  return noText === undefined ? [row] : [row, [`--no-${long}`, noText]]
}

function table(rows: readonly Row[]): string[] {
  if (rows.length === 0) return []
  const lines = ['| | |', '|---|---|', ...rows.map(([name, text]) => `| \`${name}\` | ${escape(text)} |`)]
  return [lines.join('\n')]
}

function code(lines: readonly string[]): string {
  return ['```', ...lines, '```'].join('\n')
}

function escape(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}
