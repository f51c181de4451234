import { Type, type Static } from 'typebox'
import { strict, timestamp } from './common.ts'

const bytes = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

export const UploadBeginSchema = strict({
  name: Type.String({ description: 'What the file is called, without folders' }),
  sizeBytes: bytes,
  sha256: Type.Optional(Type.String({ description: 'What its checksum must be; else it is not kept' })),
  fingerprint: Type.Optional(
    Type.String({
      maxLength: 200,
      description: 'By which its sender knows the same file again, such as a hash of its head',
    }),
  ),
})
export type UploadBegin = Static<typeof UploadBeginSchema>

export const OpenUploadSchema = Type.Object({
  id: Type.String(),
  state: Type.Literal('open'),
  name: Type.String(),
  sizeBytes: bytes,
  sha256: Type.Optional(Type.String({ description: 'What was promised' })),
  fingerprint: Type.Optional(Type.String()),
  receivedBytes: Type.Integer({ minimum: 0, description: 'The next piece begins here' }),
  startedAt: timestamp,
  changedAt: timestamp,
})

export const WholeUploadSchema = Type.Object({
  id: Type.String({ description: 'To import it by' }),
  state: Type.Literal('whole'),
  name: Type.String(),
  sizeBytes: bytes,
  sha256: Type.String({ description: 'Of what came' }),
})

export const UploadSchema = Type.Union([OpenUploadSchema, WholeUploadSchema])
