/**
 * The numbers from 0 to `count` - 1, each once, so ordered that wherever one stops, those that came are spread evenly: 0, the middle,
 * the quarters, the eighths (van der Corput's order).
 */
export function* spreadOrder(count: number): Generator<number, void> {
  if (count <= 0) return
  const bits = Math.max(0, Math.ceil(Math.log2(count)))
  const all = 2 ** bits
  for (let at = 0; at < all; at += 1) {
    const reversed = reverseBits(at, bits)
    if (reversed < count) yield reversed
  }
}

function reverseBits(value: number, bits: number): number {
  let reversed = 0
  let rest = value
  for (let bit = 0; bit < bits; bit += 1) {
    reversed = reversed * 2 + (rest % 2)
    rest = Math.floor(rest / 2)
  }
  return reversed
}

/** A piece of something long. */
export interface Extent {
  readonly start: number
  readonly bytes: number
}

/** How many pieces of at most so many bytes something is cut into. */
export function extentCount(spanBytes: number, extentBytes: number): number {
  return Math.ceil(spanBytes / extentBytes)
}

export function extentAt(index: number, spanBytes: number, extentBytes: number): Extent {
  const start = index * extentBytes
  return { start, bytes: Math.max(0, Math.min(extentBytes, spanBytes - start)) }
}

/** A file, by its path below the root of its file system. */
export interface SampledFile {
  readonly path: string
  readonly sizeBytes: number
}

/** A part of a file. */
export interface FilePart extends Extent {
  readonly path: string
  /** The size of all of it. */
  readonly ofBytes: number
}

/** Files one after the other, as if they were one long device: so large and small ones come up as their bytes do. */
export interface FileLine {
  readonly spanBytes: number
  partsIn(extent: Extent): readonly FilePart[]
}

export function lineUp(files: readonly SampledFile[]): FileLine {
  const ends: number[] = []
  let end = 0
  for (const { sizeBytes } of files) ends.push((end += sizeBytes))
  return {
    spanBytes: end,
    partsIn({ start, bytes }) {
      const parts: FilePart[] = []
      for (let index = firstAbove(ends, start); index < files.length; index += 1) {
        const file = files[index]
        const fileEnd = ends[index] ?? 0
        if (file === undefined) break
        const fileStart = fileEnd - file.sizeBytes
        if (fileStart >= start + bytes) break
        const from = Math.max(start, fileStart)
        const to = Math.min(start + bytes, fileEnd)
        if (to > from)
          parts.push({
            path: file.path,
            start: from - fileStart,
            bytes: to - from,
            ofBytes: file.sizeBytes,
          })
      }
      return parts
    },
  }
}

/** The first of ascending numbers that is above this one. */
function firstAbove(ascending: readonly number[], value: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] ?? Infinity) > value) high = middle
    else low = middle + 1
  }
  return low
}
