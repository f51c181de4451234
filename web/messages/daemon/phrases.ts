const command = /^(?:kiste|zpool|zfs|virsh|sudo|apt|dnf|systemctl|modprobe|ssh) [^.]*$/

/** Whether a text is a line for a shell, which is the same in each language. */
export function isCommand(text: string): boolean {
  return command.test(text)
}

const figure = /^(\d+)(?:\.(\d+))?( (?:B|KiB|MiB|GiB|TiB|PiB|%))?$/

/** `1.5 GiB` as it is written in German; undefined where there is more than a figure. */
export function sayFigures(text: string): string | undefined {
  const found = figure.exec(text)
  if (!found) return undefined
  const [, whole = '', fraction, unit = ''] = found
  return `${whole}${fraction === undefined ? '' : `,${fraction}`}${unit}`
}

// More sentences than this stand together only where somebody pasted something.
const mostSentences = 12
const mostItems = 200

/** The sentences of a text, where one ends and the next begins. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = []
  let from = 0
  for (let at = text.indexOf(' '); at !== -1; at = text.indexOf(' ', at + 1)) {
    if (!'.!?:;'.includes(text[at - 1] ?? ' ') || at === from) continue
    if (sentences.length === mostSentences) return []
    sentences.push(text.slice(from, at))
    from = at + 1
  }
  return [...sentences, text.slice(from)]
}

// In the order in which lists are nested.
const separators = [
  ['; ', '; '],
  [', ', ', '],
  [' and ', ' und '],
  [' or ', ' oder '],
] as const

/** A list with each of its items said; undefined where it is none, or where nothing of it is known. */
export function splitList(text: string, say: (item: string) => string | undefined): string | undefined {
  const split = (text: string, level: number): readonly [said: string, known: boolean] => {
    const whole = say(text)
    if (whole !== undefined) return [whole, true]
    const separator = separators[level]
    if (!separator) return [text, !text.includes(' ')]
    const items = text.split(separator[0], mostItems + 1)
    if (items.length > mostItems) return [text, false]
    if (items.length === 1) return split(text, level + 1)
    const parts = items.map((item) => split(item, level + 1))
    const known = parts.every(([, known]) => known)
    return [parts.map(([said]) => said).join(known ? separator[1] : separator[0]), known]
  }
  const [said] = split(text, 0)
  return said === text ? undefined : said
}
