/**
 * A sentence with holes, as it stands in the catalogue: `{0}` is filled in as it is, `{0~}` is itself said in German, and of `{1:VM|VMs}` one
 * alternative is taken. Both kinds are numbered together. A backslash makes the next character an ordinary one.
 */
export type Pattern = readonly PatternPart[]

export type PatternPart =
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'hole'; readonly number: number; readonly said: boolean }
  | { readonly kind: 'choice'; readonly number: number; readonly of: readonly Pattern[] }

/** Reads a pattern; one that is not well-formed is a mistake in the catalogue, which a test finds. */
export function parsePattern(text: string): Pattern {
  const [pattern, end] = readPattern(text, 0, '')
  if (end < text.length) throw new Error(`A brace too many in ${JSON.stringify(text)}.`)
  return pattern
}

function readPattern(text: string, start: number, until: string): [Pattern, number] {
  const parts: PatternPart[] = []
  let words = ''
  let at = start
  const flush = () => {
    if (words !== '') parts.push({ kind: 'words', words })
    words = ''
  }
  while (at < text.length) {
    const character = text.charAt(at)
    if (until !== '' && until.includes(character)) break
    if (character === '{') {
      flush()
      const [part, end] = readBraces(text, at)
      parts.push(part)
      at = end
    } else if (character === '\\') {
      words += text.charAt(at + 1)
      at += 2
    } else {
      words += character
      at += 1
    }
  }
  flush()
  return [parts, at]
}

function readBraces(text: string, start: number): [PatternPart, number] {
  const found = /^\{(\d+)(~?\}|:)/.exec(text.slice(start, start + 8))
  if (!found) throw new Error(`A brace without a number in ${JSON.stringify(text)}.`)
  const [head, digits = '', kind] = found
  const number = Number(digits)
  if (kind !== ':') return [{ kind: 'hole', number, said: kind === '~}' }, start + head.length]
  const of: Pattern[] = []
  let at = start + head.length
  for (;;) {
    const [alternative, end] = readPattern(text, at, '|}')
    if (end >= text.length) throw new Error(`A choice without an end in ${JSON.stringify(text)}.`)
    of.push(alternative)
    at = end + 1
    if (text[end] === '}') return [{ kind: 'choice', number, of }, at]
  }
}
