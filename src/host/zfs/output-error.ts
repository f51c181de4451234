/** ZFS answered, and not as it should have: cut short, of another version, or without a field it always has. */
export class ZfsOutputError extends Error {
  /** The answer ends in the middle, as JSON does at a byte that is no UTF-8; the text of the same command may be whole. */
  readonly cutShort: boolean

  constructor(message: string, options: { readonly cause?: unknown; readonly cutShort?: boolean } = {}) {
    super(message, { cause: options.cause })
    this.name = 'ZfsOutputError'
    this.cutShort = options.cutShort ?? false
  }
}

/** Whether an answer that was cut short is at the bottom of this error. */
export function isCutShort(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    if (at instanceof ZfsOutputError) return at.cutShort
  return false
}
