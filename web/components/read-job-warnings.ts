import type { Job } from '../api/answers.ts'

/** What a job that went well has to say all the same. Its result is open JSON; that of another version may be another. */
export function readJobWarnings(job: Job): readonly string[] {
  if (job.state !== 'done' || typeof job.result !== 'object' || job.result === null) return []
  const { warnings } = job.result as { readonly warnings?: unknown }
  return Array.isArray(warnings) ? warnings.filter((one): one is string => typeof one === 'string') : []
}
