import { problemCodes, ProblemError, toProblems } from '../domain/problem.ts'
import type { Problem } from '../domain/problem.ts'

/** What a step's error tells: its own problems if it carries any, else one made from its code and message. */
export function stepProblems(error: unknown): readonly [Problem, ...Problem[]] {
  if (error instanceof ProblemError || !(error instanceof Error)) return toProblems(error)
  if ('problems' in error && Array.isArray(error.problems)) {
    const [first, ...others] = error.problems.filter(isProblem)
    if (first) return [first, ...others]
  }
  const candidate: object = Object.assign({}, error, { message: error.message })
  if (isProblem(candidate)) {
    const { code, message, field, object, hint } = candidate
    return [{ code, message, ...(field && { field }), ...(object && { object }), ...(hint && { hint }) }]
  }
  return toProblems(error)
}

function isProblem(value: unknown): value is Problem {
  if (typeof value !== 'object' || value === null) return false
  if (!('code' in value) || !('message' in value) || typeof value.message !== 'string') return false
  return problemCodes.some((code) => code === value.code)
}
