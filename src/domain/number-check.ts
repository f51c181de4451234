import { formatBytes } from './size.ts'
import type { Problem } from './problem.ts'

interface Range {
  readonly field: string
  /** As in "the memory of web". */
  readonly what: string
  readonly min: number
  readonly max: number
  readonly show?: (value: number) => string
  readonly hint?: string
}

/** A whole number within bounds, or the problem that says which bound and why. */
export function checkWhole(value: number, range: Range): Problem[] {
  const show = range.show ?? String
  const wrong = (because: string): Problem[] => [
    {
      code: 'invalid_input',
      field: range.field,
      message: `${range.what} ${because}.`,
      ...(range.hint === undefined ? {} : { hint: range.hint }),
    },
  ]
  if (!Number.isFinite(value) || !Number.isInteger(value))
    return wrong(`has to be a whole number, and ${value} is not`)
  if (value < range.min) return wrong(`has to be at least ${show(range.min)}, and ${show(value)} is less`)
  if (value > range.max) return wrong(`can be at most ${show(range.max)}, and ${show(value)} is more`)
  return []
}

export const asBytes = (value: number): string => (value < 0 ? String(value) : formatBytes(value))
export const asMiB = (value: number): string => `${value} MiB`
