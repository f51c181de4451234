import type { Picture } from './picture.ts'

/** A part of a side that becomes one pixel: the pixels that it covers, and how much of the first and the last. */
interface Span {
  readonly first: number
  readonly shares: readonly number[]
}

/**
 * A picture no wider than this, as high as it then has to be. Each pixel is the mean of the area that it stands for, so that thin lines
 * and letters become grey rather than vanish. One that is narrow enough stays as it is.
 */
export function shrinkPicture(picture: Picture, widthPx: number): Picture {
  if (widthPx >= picture.widthPx) return picture
  const heightPx = Math.max(1, Math.round((picture.heightPx * widthPx) / picture.widthPx))
  const columns = spans(picture.widthPx, widthPx)
  const rows = spans(picture.heightPx, heightPx)
  const rgb = new Uint8Array(widthPx * heightPx * 3)
  const sums = new Float64Array(widthPx * 3)
  for (const [y, row] of rows.entries()) {
    sums.fill(0)
    for (const [down, rowShare] of row.shares.entries())
      addRow(sums, picture, row.first + down, rowShare, columns)
    for (const [at, sum] of sums.entries()) rgb[y * widthPx * 3 + at] = Math.round(sum)
  }
  return { widthPx, heightPx, rgb }
}

function addRow(
  sums: Float64Array,
  { rgb, widthPx }: Picture,
  y: number,
  share: number,
  columns: readonly Span[],
) {
  const from = y * widthPx * 3
  for (let x = 0; x < columns.length; x += 1) {
    const { first, shares } = columns[x] as Span
    for (let right = 0; right < shares.length; right += 1) {
      const weight = share * (shares[right] ?? 0)
      const at = from + (first + right) * 3
      sums[x * 3] = (sums[x * 3] ?? 0) + weight * (rgb[at] ?? 0)
      sums[x * 3 + 1] = (sums[x * 3 + 1] ?? 0) + weight * (rgb[at + 1] ?? 0)
      sums[x * 3 + 2] = (sums[x * 3 + 2] ?? 0) + weight * (rgb[at + 2] ?? 0)
    }
  }
}

/** Cuts a side into so many equal parts; the shares of each add up to 1. */
function spans(length: number, parts: number): readonly Span[] {
  const size = length / parts
  return Array.from({ length: parts }, (_, part) => {
    const [begin, end] = [part * size, Math.min(length, (part + 1) * size)]
    const first = Math.floor(begin)
    const last = Math.min(length, Math.ceil(end)) - 1
    const covered = Array.from({ length: last - first + 1 }, (_none, index) => {
      const pixel = first + index
      return Math.min(end, pixel + 1) - Math.max(begin, pixel)
    })
    const sum = covered.reduce((all, one) => all + one, 0)
    return { first, shares: covered.map((one) => one / sum) }
  })
}
