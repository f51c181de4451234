import { Notice } from '../ui/notice.tsx'
import { readJobWarnings } from './read-job-warnings.ts'
import { Said } from './said.tsx'
import type { Job } from '../api/answers.ts'

/** What people have to know although a job went well, such as a file system that stayed unmounted. */
export function JobWarnings({ job }: { readonly job: Job }) {
  const warnings = readJobWarnings(job)
  if (warnings.length === 0) return null
  return (
    <Notice look="look">
      {warnings.map((warning) => (
        <Said key={warning} text={warning} />
      ))}
    </Notice>
  )
}
