import type { DeviceAction } from './device-actions.ts'
import type { PoolAction } from './pool-action-rules.ts'

/** What a dialog is opened for. */
export type PoolQuestion =
  | { readonly action: Exclude<PoolAction, 'attach'> | 'makeStore' | 'adopt' }
  | {
      readonly action: Exclude<DeviceAction, 'attach'>
      /** As wishes and commands name it. */
      readonly device: string
      /** As people do. */
      readonly title: string
      /** The drive that the doctor found for it. */
      readonly fresh?: string | undefined
    }
  /** One chooses where, unless it was said. */
  | { readonly action: 'attach'; readonly device?: string; readonly title?: string }

export type AskPool = (question: PoolQuestion) => void
