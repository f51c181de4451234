const accents: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  A: 'Á',
  E: 'É',
  I: 'Í',
  O: 'Ó',
  U: 'Ú',
}

/** The message 40 % longer and in brackets; what is filled in, and the choices of a plural, stay as they are. */
export function pseudoMessage(message: string): string {
  let depth = 0
  const parts = message.split(/([{}])/).map((part) => {
    if (part === '{') depth += 1
    if (part === '}') depth -= 1
    // Within one pair of braces stands what is filled in; within two, what a choice says; and so on.
    return depth % 2 === 0 && part !== '}' ? stretch(part) : part
  })
  return `[${parts.join('')}]`
}

function stretch(text: string): string {
  const letters = text.replaceAll(/\W/g, '').length
  const accented = text.replaceAll(/[aeiou]/gi, (letter) => accents[letter] ?? letter)
  return accented + '~'.repeat(Math.ceil(letters * 0.4))
}
