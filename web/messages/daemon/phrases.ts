const command = /^(?:kiste|zpool|zfs|virsh|sudo|apt|dnf|systemctl|modprobe|ssh) [^.]*$/

/** Whether a text is a line for a shell, which is the same in each language. */
export function isCommand(text: string): boolean {
  return command.test(text)
}

const figure = /^(\d+)(?:\.(\d+))?( (?:B|KiB|MiB|GiB|TiB|PiB|%))?$/

const day = /^(\d{4})-(\d{2})-(\d{2})$/

/** `1.5 GiB` or a day as it is written in German; undefined where there is more than that. */
export function sayFigures(text: string): string | undefined {
  const [, year, month, ofMonth] = day.exec(text) ?? []
  if (year !== undefined) return `${ofMonth}.${month}.${year}`
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

/** One way to read a text. */
export interface Reading {
  readonly text: string
  /** How many words of it are not known. */
  readonly unknown: number
}

// A name and what it is: `fio (reads and writes)`.
const explained = /^(\S+) \(([^()]+)\)$/

/** A list with each of its items said; undefined where it is none, or where an item is neither known nor a name. */
export function splitList(text: string, say: (item: string) => Reading | undefined): Reading | undefined {
  const split = (text: string, level: number): string | undefined => {
    const whole = say(text)
    if (whole?.unknown === 0) return whole.text
    if (!text.includes(' ')) return text
    const [, name, about] = explained.exec(text) ?? []
    const said = about === undefined ? undefined : say(about)
    if (said?.unknown === 0) return `${name} (${said.text})`
    const separator = separators[level]
    if (!separator) return undefined
    const items = text.split(separator[0], mostItems + 1)
    if (items.length > mostItems) return undefined
    const parts: string[] = []
    for (let from = 0; from < items.length;) {
      // What is known may itself have a comma in it.
      const known = [4, 3, 2]
        .filter((count) => from + count <= items.length && count < items.length)
        .map((count) => ({ count, reading: say(items.slice(from, from + count).join(separator[0])) }))
        .find(({ reading }) => reading?.unknown === 0)
      const one = known?.reading?.text ?? split(items[from] ?? '', level + 1)
      if (one === undefined) return undefined
      parts.push(one)
      from += known?.count ?? 1
    }
    return parts.join(separator[1])
  }
  const said = split(text, 0)
  return said === undefined ? undefined : { text: said, unknown: 0 }
}
