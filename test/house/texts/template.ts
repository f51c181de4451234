/** A sentence of the source as it is said: words, what is filled in, and words of which one alternative is taken. */
export type Part =
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'hole'; readonly of: string }
  | { readonly kind: 'choice'; readonly of: readonly (readonly Part[])[] }

/**
 * How a sentence stands in the catalogue: `{0}` is filled in, of `{1:VM|VMs}` one alternative is taken. Both are numbered as they stand.
 * What would be mistaken for either has a backslash before it.
 */
export function keyOf(parts: readonly Part[]): string {
  let next = 0
  const write = (parts: readonly Part[], inChoice: boolean): string =>
    parts
      .map((part) => {
        if (part.kind === 'words') return escape(part.words, inChoice)
        const number = next++
        if (part.kind === 'hole') return `{${number}}`
        return `{${number}:${part.of.map((alternative) => write(alternative, true)).join('|')}}`
      })
      .join('')
  return write(parts, false)
}

/** What stands in the holes, by number, for those who translate. */
export function holesOf(parts: readonly Part[]): string[] {
  return parts.flatMap((part) =>
    part.kind === 'words'
      ? []
      : part.kind === 'hole'
        ? [part.of]
        : ['', ...part.of.flatMap((alternative) => holesOf(alternative))],
  )
}

/** All words of a sentence, with a space for each hole. */
export function wordsOf(parts: readonly Part[]): string {
  return parts
    .map((part) =>
      part.kind === 'words'
        ? part.words
        : part.kind === 'hole'
          ? '\uFFFC'
          : part.of.map((alternative) => wordsOf(alternative)).join('\uFFFC'),
    )
    .join('')
}

function escape(words: string, inChoice: boolean): string {
  return words.replaceAll(inChoice ? /[\\{}|]/g : /[\\{}]/g, String.raw`\$&`)
}
