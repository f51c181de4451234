import { commonOptions, rootOptions } from './common-options.ts'
import type { Argument, Noun, Option, Verb } from './command.ts'
import { nouns } from './nouns.ts'
import { textWidth } from './terminal-text.ts'
import { words } from './words.ts'

type Row = readonly [left: string, right: string]

/** `kiste --help`. */
export function rootHelp(width: number): string {
  return sections([
    words.help.root,
    words.help.usage('kiste <noun> <verb> [arguments] [options]'),
    table(
      words.help.nouns,
      nouns.map((noun): Row => [noun.name, noun.summary]),
      width,
    ),
    table(words.help.options, [optionRow(versionOption), ...commonRows(undefined)], width),
    words.help.begin,
  ])
}

/** `kiste NOUN --help`. */
export function nounHelp(noun: Noun, width: number): string {
  const summary = nouns.find((entry) => entry.name === noun.name)?.summary ?? ''
  return sections([
    `${summary}.`,
    words.help.usage(`kiste ${noun.name} <verb> [arguments] [options]`),
    table(
      words.help.verbs,
      noun.verbs.map((verb): Row => [[verb.name, ...(verb.aliases ?? [])].join(', '), verb.summary]),
      width,
    ),
    words.help.more(`kiste ${noun.name} <verb> --help`),
  ])
}

/** `kiste NOUN VERB --help`; `path` is what is typed up to the verb. */
export function verbHelp(path: string, verb: Verb, width: number): string {
  const options = Object.values(verb.options)
  return sections([
    wrap(`${verb.summary}.`, width),
    words.help.usage(usageOf(path, verb)),
    ...(verb.details === undefined ? [] : [wrap(verb.details, width)]),
    table(
      words.help.arguments,
      Object.values(verb.args).map((argument): Row => [argument.label, argument.text]),
      width,
    ),
    table(words.help.options, [...options.flatMap(optionRows), ...commonRows(verb)], width),
    words.help.examples(verb.examples),
  ])
}

export function usageOf(path: string, verb: Verb): string {
  return [path, ...Object.values(verb.args).map(argumentUsage), '[options]'].join(' ')
}

function argumentUsage({ count, label }: Argument): string {
  switch (count) {
    case 'one':
      return `<${label}>`
    case 'many':
      return `<${label}>...`
    case 'optional':
      return `[${label}]`
  }
}

const versionOption = { long: 'version', short: 'V', text: words.help.version } as const

function commonRows(verb: Verb | undefined): Row[] {
  return (verb ? commonOptions(verb) : Object.values(rootOptions)).flatMap(optionRows)
}

function optionRows(option: Option): Row[] {
  const again = option.repeats ? ` (${words.help.repeats})` : ''
  const rows = [optionRow({ ...option, text: option.text + again })]
  if (option.noText !== undefined) rows.push(optionRow({ long: `no-${option.long}`, text: option.noText }))
  return rows
}

function optionRow({ long, short, label, text }: Pick<Option, 'long' | 'short' | 'label' | 'text'>): Row {
  return [
    `${short === undefined ? '' : `-${short}, `}--${long}${label === undefined ? '' : ` <${label}>`}`,
    text,
  ]
}

function table(title: string, rows: readonly Row[], width: number): string {
  if (rows.length === 0) return ''
  const left = Math.max(...rows.map(([text]) => textWidth(text)))
  const indent = ' '.repeat(left + 4)
  const lines = rows.map(([name, text]) => {
    const wrapped = wrap(text, Math.max(30, width - indent.length)).replaceAll('\n', `\n${indent}`)
    return `  ${name}${' '.repeat(left - textWidth(name))}  ${wrapped}`
  })
  return `${title}\n${lines.join('\n')}`
}

function sections(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** Breaks a text into lines of at most so many cells, between words. */
export function wrap(text: string, width: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join('\n')
}
