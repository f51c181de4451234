import type { ImageWork } from '../../../src/host/host.ts'

/** What a job hands to long work on images; keeps what it was told. */
export interface RecordedWork extends ImageWork {
  readonly lines: readonly string[]
  readonly steps: readonly { readonly done: number; readonly total: number; readonly unit: string }[]
}

export function recordedWork(signal: AbortSignal = new AbortController().signal): RecordedWork {
  const lines: string[] = []
  const steps: { done: number; total: number; unit: string }[] = []
  return {
    signal,
    lines,
    steps,
    log: (line) => lines.push(line),
    progress: (done, total, unit) => steps.push({ done, total, unit }),
  }
}
