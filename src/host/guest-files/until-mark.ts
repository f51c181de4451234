/** What came before a mark, and what came after it once it was seen. */
export interface Cut {
  readonly data: Buffer
  /** Absent until the mark was there. */
  readonly rest?: Buffer
}

/**
 * Cuts a stream of bytes at the line that ends an answer. The line is made of chance after what is read was fixed, so nothing in a guest
 * can hold it.
 */
export function untilMark(mark: string): (chunk: Buffer) => Cut {
  const line = Buffer.from(`${mark}\n`)
  let held: Buffer = Buffer.alloc(0)
  return (chunk) => {
    const all = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    const at = all.indexOf(line)
    if (at >= 0) {
      held = Buffer.alloc(0)
      return { data: all.subarray(0, at), rest: all.subarray(at + line.length) }
    }
    const keep = Math.min(line.length - 1, all.length)
    held = all.subarray(all.length - keep)
    return { data: all.subarray(0, all.length - keep) }
  }
}
