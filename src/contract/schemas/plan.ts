import { Type, type Static } from 'typebox'
import { ObjectRefSchema } from './common.ts'

export const PlanPreviewSchema = Type.Object({
  kind: Type.String(),
  title: Type.String(),
  object: ObjectRefSchema,
  steps: Type.Array(Type.Object({ title: Type.String(), command: Type.Optional(Type.String()) })),
  notes: Type.Array(Type.String()),
})
export type PlanAnswer = Static<typeof PlanPreviewSchema>
