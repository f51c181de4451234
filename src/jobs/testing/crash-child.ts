/**
 * A daemon in small: takes up what the journal holds, submits jobs, and kills itself with SIGKILL at a given moment.
 * Arguments: state database, world folder, and a `CrashOrder` as JSON. Prints `ready`, then waits for the jobs to end.
 */
import { openDb } from '../../db/open-db.ts'
import { createJobEngine } from '../engine.ts'
import type { FaultMoment } from '../job-engine.ts'
import { filesIn, makeBox, purgeBox } from './file-world.ts'

export interface CrashOrder {
  readonly kind: string
  readonly names: readonly string[]
  /** Fails the job after the run of this step. */
  readonly failAt?: number | undefined
  /** Where to die; absent if somebody else will do it. */
  readonly killAt?: { readonly stepIndex: number; readonly moment: FaultMoment } | undefined
}

const [path = '', folder = '', text = ''] = process.argv.slice(2)
const order = JSON.parse(text) as CrashOrder

const db = openDb({ path })
const engine = createJobEngine({
  db,
  kinds: [makeBox, purgeBox],
  deps: { files: filesIn(folder) },
  retryDelaysMs: [0],
  faultPoint({ stepIndex, moment }) {
    if (stepIndex === order.killAt?.stepIndex && moment === order.killAt.moment)
      process.kill(process.pid, 'SIGKILL')
    if (stepIndex === order.failAt && moment === 'after-run') throw new Error('told to fail')
  },
})
const jobs = order.names.map((name) => engine.submit({ kind: order.kind, plan: { name } }))
engine.start()
process.stdout.write('ready\n')
await Promise.all(jobs.map((job) => engine.wait(job.id)))
await engine.stop()
db.close()
