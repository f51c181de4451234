import { ApiError } from '../api/api-error.ts'

/** Whether a VM has no screen at all, so that looking again is in vain until it is changed. */
export function isLasting(error: Error | null): boolean {
  return error instanceof ApiError && error.problems.some(({ code }) => code === 'not_supported')
}
