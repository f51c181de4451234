import type { PoolState } from './pool.ts'

/** A pool at a glance. Sizes are bytes as `zpool list` counts them, parity included. One that would not answer is told by name alone. */
export type PoolGlance =
  | {
      readonly answers: true
      readonly name: string
      readonly guid: string
      readonly state: PoolState
      readonly sizeBytes: number
      readonly allocatedBytes: number
      readonly freeBytes: number
      readonly fragmentationPercent: number
      readonly dedupRatio: number
      readonly readOnly: boolean
    }
  | { readonly answers: false; readonly name: string; readonly state: PoolState }
