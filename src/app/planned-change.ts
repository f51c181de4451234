import { ProblemError, type Checked } from '../domain/problem.ts'
import type { JobEngine } from '../jobs/job-engine.ts'
import type { PlannedChange } from './app.ts'

/** Turns a plan into something to show or submit; a refused plan throws all its problems. */
export function plannedChange<Plan extends object>(
  engine: JobEngine,
  kind: string,
  checked: Checked<Plan>,
): PlannedChange {
  if (!checked.ok) {
    const [first, ...others] = checked.problems
    throw new ProblemError([
      first ?? { code: 'internal', message: `${kind} was refused without a reason.` },
      ...others,
    ])
  }
  const plan = checked.value
  const preview = engine.preview({ kind, plan })
  const notes =
    'notes' in plan && Array.isArray(plan.notes) ? plan.notes.filter((note) => typeof note === 'string') : []
  return {
    preview: { ...preview, notes: [...preview.notes, ...notes] },
    submit: (actor) => engine.submit({ kind, plan, actor }),
  }
}
