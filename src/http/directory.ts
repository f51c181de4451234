import type { App } from '../app/app.ts'
import { vmNamed } from '../app/find-vm.ts'
import { ProblemError } from '../domain/problem.ts'
import type { Live } from '../live/live.ts'
import type { Directory } from './authorize.ts'
import { vmsOfJob } from './seen-by.ts'

/** Names as the inventory knows them, and the journal. */
export function createDirectory({
  live,
  app,
}: {
  readonly live: Pick<Live, 'inventory'>
  readonly app: Pick<App, 'queries'>
}): Directory {
  return {
    // By the very rule that the app finds it by: what is looked at here must be what is then changed.
    uuidOf: (vm) => vmNamed(live.inventory().vms, vm)?.uuid,
    vmsOfJob: (job) => {
      try {
        return vmsOfJob(app.queries.job(job))
      } catch (error) {
        // One that is not there is about no VM.
        if (error instanceof ProblemError && error.problems[0].code === 'not_found') return []
        throw error
      }
    },
  }
}
