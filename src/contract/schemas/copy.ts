import { Type, type Static } from 'typebox'
import { strict, timestamp } from './common.ts'

export const TargetsSchema = Type.Array(
  Type.Object({
    name: Type.String(),
    id: Type.String({ description: 'For good; goes into names of bookmarks' }),
    pool: Type.String(),
    dataset: Type.String({ description: 'Below it each store has a place of its own' }),
  }),
)
export type TargetsAnswer = Static<typeof TargetsSchema>

export const TargetWishSchema = strict({
  name: Type.String({ maxLength: 200 }),
  pool: Type.String({ maxLength: 300, description: 'A pool of this host' }),
})

export const CopiesSchema = Type.Object({
  wishes: Type.Array(
    Type.Object({
      of: Type.Enum(['host', 'store', 'vm'], {
        description: 'What it was wished of; what is nearest to a VM counts',
      }),
      name: Type.String({
        description: 'Of the host, the store or the VM; a VM that is gone goes by its uuid',
      }),
      to: Type.Array(Type.String(), { description: 'Names of targets; none: nothing is copied' }),
    }),
  ),
  copies: Type.Array(
    Type.Object({
      vm: Type.String(),
      target: Type.String(),
      last: Type.Optional(
        Type.Object(
          { id: Type.String(), createdAt: timestamp },
          { description: 'The newest snapshot that is there whole. Absent: none is yet' },
        ),
      ),
      upToDate: Type.Boolean({ description: 'It is the newest one that the VM has' }),
      failed: Type.Optional(Type.String({ description: 'Why the last try did not come through' })),
    }),
  ),
})
export type CopiesAnswer = Static<typeof CopiesSchema>

export const CopyWishSchema = strict({
  to: Type.Union([Type.Array(Type.String({ maxLength: 200 }), { maxItems: 20 }), Type.Null()], {
    description:
      'Names of targets. Empty: nothing is copied, whatever is wished farther out. null: nothing of its own',
  }),
})
