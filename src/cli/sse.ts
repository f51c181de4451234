/** A message of a stream of server-sent events (WHATWG HTML, section 9.2), with the fields that we use. */
export interface SseMessage {
  readonly id: string | undefined
  readonly event: string
  readonly data: string
}

/**
 * Reads server-sent events from text in pieces of any size: feed it what came, get the messages that are whole.
 */
export function createSseReader(): (text: string) => SseMessage[] {
  let rest = ''
  let id: string | undefined
  let event = 'message'
  let data: string[] = []
  const readLine = (line: string): SseMessage | undefined => {
    if (line === '') {
      const message = data.length > 0 ? { id, event, data: data.join('\n') } : undefined
      event = 'message'
      data = []
      return message
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') data.push(value)
    else if (field === 'event') event = value
    else if (field === 'id') id = value
    return undefined
  }
  return (text) => {
    rest += text
    const lines: string[] = []
    for (;;) {
      const end = /\r\n|\n|\r(?!$)/.exec(rest)
      if (!end) break
      lines.push(rest.slice(0, end.index))
      rest = rest.slice(end.index + end[0].length)
    }
    return lines.map(readLine).filter((message) => message !== undefined)
  }
}
