import type { StepContext } from '../../jobs/job-kind.ts'

/** For steps of which nobody wants to hear anything. */
export const noContext: StepContext = {
  jobId: 'none',
  signal: new AbortController().signal,
  log: () => undefined,
  progress: () => undefined,
  remember: () => undefined,
  recall: () => undefined,
}
