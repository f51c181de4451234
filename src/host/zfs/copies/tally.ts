export type OnProgress = (doneBytes: number, totalBytes: number) => void

/** How far several streams are together. */
export interface Tally {
  begin(): StreamTally
  doneBytes(): number
}

export interface StreamTally {
  done(bytes: number): void
  /** How much it will be, about. */
  total(bytes: number): void
  /** It is over, and whole. */
  end(): void
}

export function createTally(onProgress: OnProgress = () => undefined): Tally {
  const parts = new Map<number, { done: number; total: number }>()
  const sum = (of: 'done' | 'total') => [...parts.values()].reduce((all, part) => all + part[of], 0)
  const tell = () => onProgress(sum('done'), sum('total'))
  return {
    begin() {
      const part = { done: 0, total: 0 }
      parts.set(parts.size, part)
      return {
        // Estimates are a little off; nothing is ever more than whole.
        done(bytes) {
          part.done = Math.max(part.done, part.total === 0 ? bytes : Math.min(bytes, part.total))
          tell()
        },
        total(bytes) {
          part.total = bytes
          tell()
        },
        end() {
          part.done = part.total
          tell()
        },
      }
    },
    doneBytes: () => sum('done'),
  }
}
