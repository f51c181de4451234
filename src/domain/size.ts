import { refused, valid, type Checked } from './problem.ts'

const unitBytes: Readonly<Record<string, number>> = {
  b: 1,
  k: 2 ** 10,
  kib: 2 ** 10,
  kb: 1e3,
  m: 2 ** 20,
  mib: 2 ** 20,
  mb: 1e6,
  g: 2 ** 30,
  gib: 2 ** 30,
  gb: 1e9,
  t: 2 ** 40,
  tib: 2 ** 40,
  tb: 1e12,
}

export const KiB = 2 ** 10
export const MiB = 2 ** 20
export const GiB = 2 ** 30
export const TiB = 2 ** 40

/**
 * Reads a size as people write it: `10G`, `10GiB` (both 2^30) or `10GB` (10^9); a unit is required, because a bare number has been
 * taken for bytes by one tool and for MiB by the next.
 */
export function parseSizeBytes(text: string, field: string): Checked<number> {
  const match = /^(\d{1,15}(?:\.\d{1,6})?)\s?([A-Za-z]{1,3})$/.exec(text)
  const unit = match ? unitBytes[(match[2] ?? '').toLowerCase()] : undefined
  if (!match || unit === undefined)
    return refused({
      code: 'invalid_input',
      field,
      message: `${JSON.stringify(text)} is not a size.`,
      hint: 'Write a number and a unit, such as 10G, 512MiB or 2T.',
    })
  const bytes = Math.round(Number(match[1]) * unit)
  if (!Number.isSafeInteger(bytes) || bytes <= 0)
    return refused({
      code: 'invalid_input',
      field,
      message: `${text} is out of range: a size is more than 0 and less than 8 PiB.`,
    })
  return valid(bytes)
}

const steps = [
  [TiB, 'TiB'],
  [GiB, 'GiB'],
  [MiB, 'MiB'],
  [KiB, 'KiB'],
] as const

/** `1536 MiB` → `1.5 GiB`; at most one decimal, binary units. */
export function formatBytes(bytes: number): string {
  for (const [size, unit] of steps) {
    if (bytes >= size) return `${trimDecimal(bytes / size)} ${unit}`
  }
  return `${bytes} B`
}

function trimDecimal(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10)
}
