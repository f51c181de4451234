/** What the CLI says about jobs. */
export const jobWords = {
  columns: { id: 'JOB', state: 'STATE', created: 'BEGUN', took: 'TOOK', title: 'WHAT' },
  took: (time: string) => `It took ${time}.`,
  tooLate: (title: string) => `${title} was too far to turn back, and is done.`,
  begun: (title: string, id: string) => `${title} (job ${id})`,
  stepDone: (step: string, seconds: string) => `${step}, ${seconds}`,
  undoing: 'turning back',
  waitsForLock: 'waiting for another job on the same object',
  done: (title: string) => `${title}: done.`,
  detached: (ids: readonly string[]) =>
    `The ${ids.length === 1 ? 'job goes' : 'jobs go'} on without you. Look again with: ${ids
      .map((id) => `kiste job follow ${id}`)
      .join('; ')}`,
  cancelHint: 'Press Ctrl-C once more within 2 s to cancel.',
  cancelling: 'Cancelling …',
  cancelled: (title: string) => `${title}: cancelled, and all that was done is undone.`,
  cancelledMeanwhile: (title: string) => `${title} was cancelled.`,
  undone: (step: string | null) =>
    `${step ? `It failed at "${step}"; all ` : 'All '}that was done is undone.`,
  failedAt: (step: string | null) => (step ? `It failed at "${step}".` : 'It could not begin.'),
  leftover: (step: string, message: string) => `Left behind by "${step}": ${message}`,
  away: 'The daemon went away; waiting for it …',
  none: 'There are no jobs.',
  stepState: {
    pending: 'to do',
    running: 'under way',
    undoing: 'being undone',
    done: 'done',
    failed: 'FAILED',
    undone: 'undone',
    left: 'LEFT BEHIND',
  },
  state: {
    queued: 'queued',
    running: 'running',
    cancelling: 'cancelling',
    undoing: 'undoing',
    done: 'done',
    undone: 'undone',
    failed: 'failed',
  },
  verdict: {
    queued: (title: string) => `${title}: waits for another job.`,
    running: (title: string) => `${title}: under way.`,
    cancelling: (title: string) => `${title}: is being cancelled.`,
    undoing: (title: string) => `${title}: turns back.`,
    done: (title: string) => `${title}: done.`,
    undone: (title: string) => `${title}: did not happen; all is as it was.`,
    failed: (title: string) => `${title}: failed.`,
  },
  progress: {
    left: (time: string) => `${time} left`,
    of: (done: string, all: string) => `${done} of ${all}`,
  },
} as const
