import { Type, type Static } from 'typebox'
import { strict, timestamp } from './common.ts'

const scope = Type.Enum(['host', 'store', 'vm'], {
  description: 'What it was wished of; what is nearest to a VM counts',
})

const written = {
  rules: Type.String({
    description:
      'As people write them, such as: every 15 min, keep 8; daily at 03:00, keep 14. none: no snapshots',
  }),
  zone: Type.Optional(Type.String({ description: 'In which hours and days are meant; IANA' })),
}

export const PoliciesSchema = Type.Array(
  Type.Object({
    of: scope,
    name: Type.String({
      description: 'Of the host, the store or the VM; a VM that is gone goes by its uuid',
    }),
    ...written,
  }),
)
export type PoliciesAnswer = Static<typeof PoliciesSchema>

export const VmPolicySchema = Type.Object({
  inForce: Type.Optional(
    Type.Object(
      { ...written, from: scope },
      { description: 'Absent: nothing is wished, and nothing is snapshotted by itself' },
    ),
  ),
  coming: Type.Array(
    Type.Object({
      rule: Type.String(),
      count: Type.Integer({ description: 'So often in the coming week' }),
      first: Type.Array(timestamp, {
        description: 'The first of them; the very next one also if it is later',
      }),
    }),
  ),
  fates: Type.Array(
    Type.Object({
      id: Type.String(),
      stays: Type.Array(
        Type.Union([
          Type.Integer({ description: 'The rule of this place keeps it, counted from 0' }),
          Type.Enum(['newest', 'by-others', 'held', 'needed', 'base', 'clock', 'tip'], {
            description:
              'by-others: a policy did not make it; needed: something stands on it; base: a copy goes on from it; clock: times are in doubt; tip: a branch ends in it',
          }),
        ]),
        { description: 'Why it stays; none: it goes' },
      ),
    }),
    { description: 'What becomes of each snapshot by the policy' },
  ),
  doubt: Type.Optional(
    Type.Object(
      {
        because: Type.Enum(['back', 'ahead']),
        byMs: Type.Number(),
        steadyMs: Type.Number({ description: 'For how long the clock has gone evenly since' }),
      },
      {
        description:
          'Why nothing goes for now: the clock jumped. It is believed again after a day of going evenly',
      },
    ),
  ),
})
export type VmPolicyAnswer = Static<typeof VmPolicySchema>

export const PolicyWishSchema = strict({
  rules: Type.Union([Type.String({ maxLength: 2_000 }), Type.Null()], {
    description:
      'As people write them, such as: every 15 min, keep 8; daily at 03:00, keep 14. none: no snapshots, whatever is wished farther out. null: nothing of its own',
  }),
  zone: Type.Optional(
    Type.String({ maxLength: 100, description: 'Time zone of the IANA. Default: as before, or the host’s' }),
  ),
})
