import type { Step } from './job-kind.ts'

/** What a step leaves behind when its undo keeps failing, as a sentence. */
export function remainsOf(step: Step): string {
  return step.leftover ?? `"${step.name}" was not undone.`
}
