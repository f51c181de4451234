import type { PoolNumbers, PoolState } from './pool.ts'

/** A pool at a glance. One that would not answer is told by name alone. */
export type PoolGlance =
  | ({ readonly answers: true } & PoolNumbers)
  | { readonly answers: false; readonly name: string; readonly state: PoolState }
