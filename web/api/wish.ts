import type { JobEndpoint } from '../../src/contract/endpoints.ts'
import type { Input } from '../../src/contract/input.ts'
import { preview, submit } from './client.ts'
import { keys } from './query-keys.ts'
import type { Job, Plan } from './answers.ts'

/** A change that somebody thinks of: what it would do, and the doing. */
export interface Wish {
  /** What tells it from others: the same wish has the same plan. */
  readonly key: readonly unknown[]
  preview(signal?: AbortSignal): Promise<Plan>
  submit(): Promise<Job>
}

export function wishFor<Name extends JobEndpoint>(endpoint: Name, input: Input<Name>): Wish {
  return {
    key: keys.plan(endpoint, [input]),
    preview: (signal) => preview(endpoint, input, signal),
    submit: () => submit(endpoint, input),
  }
}
