/** ZFS answered, and not as it should have: cut short, of another version, or without a field it always has. */
export class ZfsOutputError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'ZfsOutputError'
  }
}
