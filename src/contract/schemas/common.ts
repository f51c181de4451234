import { Type, type Static, type TSchema } from 'typebox'
import { problemCodes } from '../../domain/problem.ts'

/** The body of every error answer: all problems at once. */
export const ObjectRefSchema = Type.Object({
  type: Type.Enum([
    'vm',
    'disk',
    'nic',
    'image',
    'bin',
    'job',
    'host',
    'store',
    'pool',
    'drive',
    'dataset',
    'snapshot',
    'branch',
    'network',
    'file',
    'upload',
    'user',
    'session',
    'token',
    'passkey',
    'certificate',
    'target',
  ]),
  name: Type.String(),
})

export const ProblemSchema = Type.Object({
  code: Type.Enum(problemCodes),
  message: Type.String(),
  field: Type.Optional(Type.String()),
  object: Type.Optional(ObjectRefSchema),
  hint: Type.Optional(Type.String()),
})

export const ErrorAnswerSchema = Type.Object({
  problems: Type.Array(ProblemSchema, { minItems: 1 }),
  requestId: Type.String(),
})
export type ErrorAnswer = Static<typeof ErrorAnswerSchema>

/** Strict: an unknown field is a mistake that must not pass in silence. */
export function strict<T extends Record<string, TSchema>>(properties: T) {
  return Type.Object(properties, { additionalProperties: false })
}

export const timestamp = Type.String({ format: 'date-time' })

export const dryRunQuery = strict({ dryRun: Type.Optional(Type.Boolean()) })
