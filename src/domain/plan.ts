import type { ObjectRef } from './problem.ts'

/** A step as shown before it runs: what it does, and the command a person would type for the same. */
export interface PlanStep {
  readonly title: string
  readonly command?: string | undefined
}

/** What would happen: shown by `--dry-run` and by the page, and the same that the job then does. */
export interface PlanPreview {
  readonly kind: string
  readonly title: string
  readonly object: ObjectRef
  readonly steps: readonly PlanStep[]
  /** What is gone for good once it has run, each a whole sentence; absent when nothing is. */
  readonly losses?: readonly string[] | undefined
  /** Things worth knowing that do not stand in the way. */
  readonly notes: readonly string[]
}
