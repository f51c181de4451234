import { withDbProblems } from '../db/db-problems.ts'
import type { JobLogLine } from '../domain/job.ts'
import { createLogBuffer, maxLogLines } from './log-buffer.ts'
import type { Workshop } from './workshop.ts'

const pauseMs = 250
const batch = 100

/** What one job's steps say: written in batches, and with every change of the job. */
export interface JobLog {
  add(text: string, step: string | null): void
  /** Lines that are not written yet. */
  pending(): readonly JobLogLine[]
  /** Writes what is pending; what cannot be written is kept for the next time. */
  flush(): void
  /** Runs `save` and writes what is pending in one transaction. Throws `ProblemError`; then nothing was written. */
  writeWith(save: () => void): void
  /** Writes nothing more. */
  close(): void
}

export function createJobLog({ db, jobLog, now, onLog, onTrouble }: Workshop, jobId: string): JobLog {
  const buffer = createLogBuffer(jobLog.lastN(jobId), now)
  let timer: NodeJS.Timeout | undefined
  let closed = false
  let troubled = false

  const stopTimer = () => {
    clearTimeout(timer)
    timer = undefined
  }
  const write = (save: () => void) => {
    stopTimer()
    const lines = buffer.take()
    try {
      withDbProblems(db.name, () =>
        db.transaction(() => {
          if (lines.length > 0) jobLog.append(jobId, lines, maxLogLines)
          save()
        })(),
      )
    } catch (error) {
      buffer.giveBack(lines)
      throw error
    }
    troubled = false
    if (lines.length > 0) onLog(jobId, lines)
  }
  const flush = () => {
    if (closed || buffer.size === 0) return
    try {
      write(() => undefined)
    } catch (error) {
      // Said once, not with every line.
      if (!troubled) onTrouble(`The log of job ${jobId} cannot be written.`, error)
      troubled = true
    }
  }

  return {
    add(text, step) {
      if (closed) return
      buffer.add(text, step)
      if (buffer.size >= batch) flush()
      else timer ??= setTimeout(flush, pauseMs)
    },
    pending() {
      const lines = buffer.take()
      buffer.giveBack(lines)
      return lines
    },
    flush,
    writeWith: write,
    close() {
      closed = true
      stopTimer()
    },
  }
}
