import { finishedJobStates, openJobStates, type JobStateName } from '../domain/job.ts'
import type { Host } from '../host/host.ts'
import type { JobEngine } from '../jobs/job-engine.ts'
import { uploadLock } from './jobs/image.ts'
import type { Uploads } from './uploads/create-uploads.ts'

/** How long an upload waits for somebody to import it, or to send on. */
const keepUnclaimedDays = 7
const page = 1_000

/**
 * Removes uploads that no import will use any more: those whose import has ended, however, and those that nobody came back for, whole
 * or not. One that an open job is about stays, so that the job finds it again after a crash.
 */
export async function reconcileUploads(deps: {
  readonly host: Pick<Host, 'images'>
  readonly uploads: Pick<Uploads, 'list' | 'discard'>
  readonly engine: Pick<JobEngine, 'list'>
  readonly now: () => Date
}): Promise<void> {
  const { host, uploads, engine, now } = deps
  const unclaimedSince = new Date(now().getTime() - keepUnclaimedDays * 86_400_000).toISOString()
  const whole = await host.images.uploads()
  const needed = whole.length === 0 ? none : locksOf(engine, openJobStates)
  const usedUp = whole.length === 0 ? none : locksOf(engine, finishedJobStates)
  for (const { id, sentAt } of whole) {
    const lock = uploadLock(id)
    if (needed.has(lock)) continue
    if (usedUp.has(lock) || sentAt < unclaimedSince) await host.images.dropUpload(id)
  }
  for (const { id, changedAt } of await uploads.list())
    if (changedAt < unclaimedSince) await uploads.discard(id)
}

const none: ReadonlySet<string> = new Set()

/** The names of all locks of the journal's jobs about images in one of these states. */
function locksOf(engine: Pick<JobEngine, 'list'>, state: readonly JobStateName[]): ReadonlySet<string> {
  const names = new Set<string>()
  let before: string | undefined
  do {
    const jobs = engine.list({ state, object: { type: 'image' }, limit: page, before })
    for (const { locks } of jobs) for (const { name } of locks) names.add(name)
    before = jobs.length < page ? undefined : jobs.at(-1)?.id
  } while (before !== undefined)
  return names
}
