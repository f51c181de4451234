import { parseSizeBytes } from '../../src/domain/size.ts'

/** A size as people write it, with a unit: `20G`, `1,5 TiB`. Undefined while it is none yet. */
export function readSizeBytes(text: string): number | undefined {
  const read = parseSizeBytes(text.trim().replace(',', '.'), 'size')
  return read.ok ? read.value : undefined
}

/** A size as the command line takes it, and as `readSizeBytes` reads it back exactly. */
export function writeSize(bytes: number): string {
  for (const [unit, power] of [
    ['T', 40],
    ['G', 30],
    ['M', 20],
    ['K', 10],
  ] as const)
    if (bytes > 0 && bytes % 2 ** power === 0) return `${bytes / 2 ** power}${unit}`
  return `${bytes}B`
}
