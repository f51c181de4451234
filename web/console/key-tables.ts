/** The layouts that the guest may have set. */
export const layouts = ['de', 'us'] as const
export type Layout = (typeof layouts)[number]

/** A key by its place (UI Events, `code`), and what it writes: plain, with Shift, and with AltGr. A space stands for nothing. */
type Key = readonly [code: string, plain: string, shift?: string, altGr?: string]

const letters = (swapped: Readonly<Record<string, string>>): readonly Key[] =>
  Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => [
    `Key${(swapped[letter] ?? letter).toUpperCase()}`,
    letter,
    letter.toUpperCase(),
  ])

/** Which keys write what. Where two do, the first is taken. */
export const keyTables: Readonly<Record<Layout, readonly Key[]>> = {
  us: [
    ...letters({}),
    ['Backquote', '`', '~'],
    ['Digit1', '1', '!'],
    ['Digit2', '2', '@'],
    ['Digit3', '3', '#'],
    ['Digit4', '4', '$'],
    ['Digit5', '5', '%'],
    ['Digit6', '6', '^'],
    ['Digit7', '7', '&'],
    ['Digit8', '8', '*'],
    ['Digit9', '9', '('],
    ['Digit0', '0', ')'],
    ['Minus', '-', '_'],
    ['Equal', '=', '+'],
    ['BracketLeft', '[', '{'],
    ['BracketRight', ']', '}'],
    ['Backslash', '\\', '|'],
    ['Semicolon', ';', ':'],
    ['Quote', "'", '"'],
    ['Comma', ',', '<'],
    ['Period', '.', '>'],
    ['Slash', '/', '?'],
  ],
  de: [
    ...letters({ y: 'z', z: 'y' }),
    ['Backquote', '^', '°'],
    ['Digit1', '1', '!'],
    ['Digit2', '2', '"', '²'],
    ['Digit3', '3', '§', '³'],
    ['Digit4', '4', '$'],
    ['Digit5', '5', '%'],
    ['Digit6', '6', '&'],
    ['Digit7', '7', '/', '{'],
    ['Digit8', '8', '(', '['],
    ['Digit9', '9', ')', ']'],
    ['Digit0', '0', '=', '}'],
    ['Minus', 'ß', '?', '\\'],
    ['Equal', '´', '`'],
    ['BracketLeft', 'ü', 'Ü'],
    ['BracketRight', '+', '*', '~'],
    ['Semicolon', 'ö', 'Ö'],
    ['Quote', 'ä', 'Ä'],
    ['Backslash', '#', "'"],
    ['IntlBackslash', '<', '>', '|'],
    ['Comma', ',', ';'],
    ['Period', '.', ':'],
    ['Slash', '-', '_'],
    ['KeyQ', ' ', ' ', '@'],
    ['KeyE', ' ', ' ', '€'],
    ['KeyM', ' ', ' ', 'µ'],
  ],
}

/** What waits for the next letter to stand on it; a space has it stand alone. */
export const deadKeys: Readonly<Record<Layout, string>> = { us: '', de: '^´`' }
