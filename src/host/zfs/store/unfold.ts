import { applyStep } from './apply-step.ts'
import type { Step } from './step.ts'
import type { Tree } from './tree.ts'

/**
 * Chooses the next step by what is there now. All plans are of this kind: one that was cut off anywhere and is made again from what is
 * found then goes on where it ended.
 */
export type NextStep = (tree: Tree) => Step | undefined

// A plan takes a step or two for each dataset; one that long goes round in circles.
const longestPlan = 10_000

/** All steps from here to where nothing is left to do. */
export function unfold(tree: Tree, next: NextStep): Step[] {
  const steps: Step[] = []
  let now = tree
  for (let step = next(now); step; step = next(now)) {
    steps.push(step)
    if (steps.length > longestPlan) throw new Error(`a plan without end: ${JSON.stringify(step)}`)
    now = applyStep(now, step)
  }
  return steps
}
