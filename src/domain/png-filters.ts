/** What stands before each row of a PNG: how its bytes follow from those to the left, above, and above left (W3C PNG, 9.2). */
type Filter = (left: number, above: number, aboveLeft: number) => number

const filters: readonly Filter[] = [
  () => 0,
  (left) => left,
  (_left, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
]

/** Whichever of the three is the nearest to where they lead. */
function paeth(left: number, above: number, aboveLeft: number): number {
  const target = left + above - aboveLeft
  const [toLeft, toAbove, toAboveLeft] = [
    Math.abs(target - left),
    Math.abs(target - above),
    Math.abs(target - aboveLeft),
  ]
  if (toLeft <= toAbove && toLeft <= toAboveLeft) return left
  return toAbove <= toAboveLeft ? above : aboveLeft
}

/** The rows of a PNG as they were before they were filtered, without what says how; undefined if one says it wrongly. */
export function unfilterRows(
  filtered: Uint8Array,
  rowBytes: number,
  bytesPerPixel: number,
): Uint8Array | undefined {
  const rows = filtered.length / (rowBytes + 1)
  const plain = new Uint8Array(rows * rowBytes)
  for (let y = 0; y < rows; y += 1) {
    const filter = filters[filtered[y * (rowBytes + 1)] ?? -1]
    if (filter === undefined) return undefined
    const [from, to] = [y * (rowBytes + 1) + 1, y * rowBytes]
    for (let x = 0; x < rowBytes; x += 1) {
      const left = x < bytesPerPixel ? 0 : (plain[to + x - bytesPerPixel] ?? 0)
      const above = y === 0 ? 0 : (plain[to + x - rowBytes] ?? 0)
      const aboveLeft = y === 0 || x < bytesPerPixel ? 0 : (plain[to + x - rowBytes - bytesPerPixel] ?? 0)
      plain[to + x] = (filtered[from + x] ?? 0) + filter(left, above, aboveLeft)
    }
  }
  return plain
}

/** Rows as they are written: each as what differs from the one above, which of a screen is mostly nothing. */
export function filterRows(plain: Uint8Array, rowBytes: number): Uint8Array {
  const rows = plain.length / rowBytes
  const filtered = new Uint8Array(rows * (rowBytes + 1))
  for (let y = 0; y < rows; y += 1) {
    filtered[y * (rowBytes + 1)] = 2
    for (let x = 0; x < rowBytes; x += 1) {
      const at = y * rowBytes + x
      filtered[y * (rowBytes + 1) + 1 + x] = (plain[at] ?? 0) - (y === 0 ? 0 : (plain[at - rowBytes] ?? 0))
    }
  }
  return filtered
}
