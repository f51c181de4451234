import type { Job } from '../api/answers.ts'
import { isOpen } from './jobs-verdict.ts'

/** The job that makes a VM of this name, or made it last and came to nothing; undefined where there is none to be seen. */
export function makingOf(name: string, jobs: readonly Job[], isThere: boolean): Job | undefined {
  const last = jobs
    .filter(({ kind, object }) => kind === 'vm.create' && object.type === 'vm' && object.name === name)
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0]
  if (!last) return undefined
  if (isOpen(last)) return last
  // One that was made and is gone since is another story; one that was just made comes with the next look.
  return isThere || last.state === 'done' ? undefined : last
}
