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
