/** The notes Kiste leaves beside a VM's files: whose place it is, and since when it is in the bin. */
export interface PlaceMarker {
  readonly uuid: string
}

export interface BinNote {
  readonly id: string
  readonly vm: string
  readonly deletedAt: string
  readonly keepUntil: string
}

const markerVersion = 1

export function formatMarker({ uuid }: PlaceMarker): string {
  return `${JSON.stringify({ kiste: 'place', version: markerVersion, uuid })}\n`
}

/** Reads a marker; undefined for anything that is none, so that its folder counts as somebody else's. */
export function parseMarker(text: string | undefined): PlaceMarker | undefined {
  const value = parseObject(text)
  const { kiste, version, uuid } = value ?? {}
  // A newer program may have put more there; what this one needs keeps its meaning.
  if (kiste !== 'place' || typeof version !== 'number' || typeof uuid !== 'string') return undefined
  return { uuid }
}

export function formatBinNote(note: BinNote): string {
  return `${JSON.stringify({ kiste: 'bin', ...note })}\n`
}

export function parseBinNote(text: string | undefined): BinNote | undefined {
  const { kiste, id, vm, deletedAt, keepUntil } = parseObject(text) ?? {}
  if (kiste !== 'bin' || typeof id !== 'string' || typeof vm !== 'string') return undefined
  if (typeof deletedAt !== 'string' || typeof keepUntil !== 'string') return undefined
  return { id, vm, deletedAt, keepUntil }
}

function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
