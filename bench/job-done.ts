import type { Client } from '../src/cli/client.ts'
import { followJobs, hasEnded } from '../src/cli/wait-for-jobs.ts'
import type { JobAnswer } from '../src/contract/schemas/job.ts'

/** Waits as the CLI does. Asking again and again would take the processor from QEMU, which starts meanwhile: every 5 ms, it cost 100 ms. */
export async function jobDone(client: Client, submitted: JobAnswer): Promise<void> {
  let job = submitted
  const open = () => (hasEnded(job) ? [] : [job])
  await followJobs(client, open, new AbortController().signal, {
    onJob: (changed) => {
      if (changed.id === job.id) job = changed
    },
    onAway: () => {
      throw new Error('the daemon went away')
    },
  })
  if (job.state !== 'done') throw new Error(JSON.stringify(job))
}
