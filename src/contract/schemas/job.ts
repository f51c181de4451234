import { Type, type Static } from 'typebox'
import { ObjectRefSchema, ProblemSchema, timestamp } from './common.ts'

const failure = {
  step: Type.Union([Type.String(), Type.Null()]),
  problems: Type.Array(ProblemSchema, { minItems: 1 }),
}

const setback = Type.Union([
  Type.Object({ why: Type.Literal('cancelled') }),
  Type.Object({ why: Type.Literal('failed'), ...failure }),
])

const step = {
  name: Type.String(),
  command: Type.Optional(Type.String()),
  final: Type.Optional(Type.Literal(true)),
}

export const JobStepSchema = Type.Union([
  Type.Object({ ...step, state: Type.Literal('pending') }),
  Type.Object({
    ...step,
    state: Type.Enum(['running', 'undoing']),
    startedAt: timestamp,
  }),
  Type.Object({
    ...step,
    state: Type.Enum(['done', 'failed', 'undone', 'left']),
    startedAt: timestamp,
    finishedAt: timestamp,
  }),
])

const head = {
  id: Type.String(),
  kind: Type.String(),
  title: Type.String(),
  object: ObjectRefSchema,
  locks: Type.Array(
    Type.Object({
      name: Type.String(),
      mode: Type.Enum(['exclusive', 'shared']),
    }),
  ),
  createdAt: timestamp,
  actor: Type.Optional(Type.String()),
  steps: Type.Array(JobStepSchema),
}

const progress = Type.Object({
  done: Type.Number(),
  total: Type.Union([Type.Number(), Type.Null()]),
  unit: Type.String(),
})

const held = {
  held: Type.Optional(
    Type.Object(
      { since: timestamp, problems: Type.Array(ProblemSchema, { minItems: 1 }) },
      {
        description:
          'It holds still, because its journal cannot be written; it tries again by itself, and then goes on',
      },
    ),
  ),
}

export const JobSchema = Type.Union([
  Type.Object({ ...head, ...held, state: Type.Literal('queued') }),
  Type.Object({
    ...head,
    ...held,
    state: Type.Literal('running'),
    startedAt: timestamp,
    step: Type.String(),
    progress: Type.Optional(progress),
  }),
  Type.Object({
    ...head,
    ...held,
    state: Type.Literal('cancelling'),
    startedAt: timestamp,
    step: Type.String(),
  }),
  Type.Object({
    ...head,
    ...held,
    state: Type.Literal('undoing'),
    startedAt: timestamp,
    step: Type.String(),
    because: setback,
  }),
  Type.Object({
    ...head,
    state: Type.Literal('done'),
    startedAt: timestamp,
    finishedAt: timestamp,
    result: Type.Optional(Type.Unknown()),
  }),
  Type.Object({ ...head, state: Type.Literal('undone'), finishedAt: timestamp, because: setback }),
  Type.Object({
    ...head,
    ...failure,
    state: Type.Literal('failed'),
    finishedAt: timestamp,
    undone: Type.Literal(true),
  }),
  Type.Object({
    ...head,
    ...failure,
    state: Type.Literal('failed'),
    finishedAt: timestamp,
    undone: Type.Literal(false),
    leftovers: Type.Array(Type.Object({ step: Type.String(), message: Type.String() }), { minItems: 1 }),
  }),
])
export type JobAnswer = Static<typeof JobSchema>

export const JobLogSchema = Type.Object({
  lines: Type.Array(
    Type.Object({
      n: Type.Integer(),
      at: timestamp,
      step: Type.Union([Type.String(), Type.Null()]),
      text: Type.String(),
    }),
  ),
})
