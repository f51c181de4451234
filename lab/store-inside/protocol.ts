import type { Problem } from '../../src/domain/problem.ts'

/** What the test asks of the stores inside. */
export type Question =
  | {
      readonly id: number
      readonly of: 'stores' | 'store' | 'snapshots'
      readonly pool: string
      readonly verb: string
      readonly args: readonly unknown[]
    }
  | { readonly cancel: number }
  /** From now on so many changes happen, and then the process is killed. */
  | { readonly dieAt: number }

export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly problems: readonly Problem[] }
  | { readonly id: number; readonly progress: readonly [number, number] }
  /** What the store told the daemon's log. */
  | { readonly problem: string }

/** A line of what is said between both; JSON has no word for a map. */
export function toLine(what: Question | Answer): string {
  return `${JSON.stringify(what, (_key, value: unknown) => (value instanceof Map ? { map: [...value] } : value))}\n`
}

export function fromLine(line: string): unknown {
  return JSON.parse(line, (_key, value: unknown) => (isMap(value) ? new Map(value.map) : value))
}

function isMap(value: unknown): value is { readonly map: readonly (readonly [unknown, unknown])[] } {
  if (typeof value !== 'object' || value === null) return false
  return Object.keys(value).join() === 'map' && 'map' in value && Array.isArray(value.map)
}
