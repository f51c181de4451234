import { Type, type Static } from 'typebox'
import { ObjectRefSchema } from './common.ts'

export const PlanPreviewSchema = Type.Object({
  kind: Type.String(),
  title: Type.String(),
  object: ObjectRefSchema,
  steps: Type.Array(Type.Object({ title: Type.String(), command: Type.Optional(Type.String()) })),
  losses: Type.Optional(Type.Array(Type.String(), { description: 'What is gone for good once it has run' })),
  notes: Type.Array(Type.String()),
})
export type PlanAnswer = Static<typeof PlanPreviewSchema>
