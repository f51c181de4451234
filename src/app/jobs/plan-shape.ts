/**
 * Reads back a plan that this program wrote into its own journal. The fields are checked to be there, so that a plan of another
 * version ends its job with a clear reason instead of failing somewhere inside.
 */
export function planWith<Plan extends object>(plan: unknown, fields: readonly (keyof Plan & string)[]): Plan {
  if (typeof plan !== 'object' || plan === null) throw new TypeError('the journaled plan is not an object')
  const missing = fields.filter((field) => !(field in plan))
  if (missing.length > 0) throw new TypeError(`the journaled plan lacks ${missing.join(', ')}`)
  return plan as Plan
}
