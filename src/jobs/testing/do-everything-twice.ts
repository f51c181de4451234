import type { AnyJobKind, OpenedPlan, Step } from '../job-kind.ts'

/** The same job kind, but each `run` and each `undo` is done twice. */
export function doEverythingTwice<Deps>(kind: AnyJobKind<Deps>): AnyJobKind<Deps> {
  return {
    kind: kind.kind,
    open(plan): OpenedPlan<Deps> {
      const opened = kind.open(plan)
      return { ...opened, steps: (deps) => opened.steps(deps).map(twice) }
    },
  }
}

function twice(step: Step): Step {
  const run: Step['run'] = async (ctx) => {
    await step.run(ctx)
    await step.run(ctx)
  }
  if (step.final || !step.undo) return { ...step, run }
  return {
    ...step,
    run,
    async undo(ctx) {
      await step.undo?.(ctx)
      await step.undo?.(ctx)
    },
  }
}
