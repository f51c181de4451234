import type { JobLogLine } from '../domain/job.ts'

export const maxLogLines = 2_000
export const maxLineLength = 4_096

export interface LogBuffer {
  add(text: string, step: string | null): void
  /** Lines not yet taken, oldest first, and forgets them. */
  take(): JobLogLine[]
  /** Gives lines back that could not be stored. */
  giveBack(lines: readonly JobLogLine[]): void
  readonly size: number
}

/** Numbers lines, cuts long ones, and never holds more than a job may keep. */
export function createLogBuffer(lastN: number, now: () => string): LogBuffer {
  let waiting: JobLogLine[] = []
  let n = lastN
  const keepNewest = () => {
    // Trimmed in big bites: a step that logs a million lines at once must not pay for each.
    if (waiting.length > maxLogLines * 2) waiting = waiting.slice(-maxLogLines)
  }
  return {
    add(text, step) {
      for (const line of text.split(/\r\n|\r|\n/)) {
        n += 1
        waiting.push({ n, at: now(), step, text: cut(line) })
      }
      keepNewest()
    },
    take() {
      const taken = waiting.slice(-maxLogLines)
      waiting = []
      return taken
    },
    giveBack(lines) {
      waiting = [...lines, ...waiting]
      keepNewest()
    },
    get size() {
      return waiting.length
    },
  }
}

function cut(line: string): string {
  return line.length <= maxLineLength ? line : `${line.slice(0, maxLineLength - 1)}…`
}
