import { Type, type Static } from 'typebox'
import { doors } from '../../domain/audit.ts'
import { levels, roles } from '../../domain/rights.ts'
import { strict, timestamp } from './common.ts'

const Name = Type.String({ maxLength: 255 })
const Password = Type.String({ maxLength: 1024 })
const Secret = Type.String({ maxLength: 255 })
const RoleSchema = Type.Enum([...roles])
const LevelSchema = Type.Enum([...levels])

const ReachSchema = Type.Union([
  Type.Object({ of: Type.Literal('house') }),
  Type.Object({ of: Type.Literal('vms'), uuids: Type.Array(Type.String()) }),
])

/** What the page needs to know before anything else. */
export const SessionStateSchema = Type.Union([
  Type.Object(
    { state: Type.Literal('set-up') },
    { description: 'Nobody can come in yet: follow the link that the terminal printed' },
  ),
  Type.Object({ state: Type.Literal('anonymous') }),
  Type.Object({
    state: Type.Literal('signed-in'),
    name: Type.String(),
    via: Type.Enum(['socket', 'session', 'token']),
    rights: Type.Object({ level: LevelSchema, reach: ReachSchema }),
  }),
])
export type SessionState = Static<typeof SessionStateSchema>

export const SignInSchema = strict({
  name: Name,
  password: Password,
  code: Type.Optional(Type.String({ maxLength: 64, description: 'Of the app, or a recovery code' })),
})
export const SetUpSchema = strict({ secret: Secret, name: Name, password: Password })
export const SetUpStateSchema = Type.Object({
  secret: Type.Optional(Type.String({ description: 'Absent once this Kiste has been set up' })),
  link: Type.Optional(Type.String({ description: 'Absent where no page is served' })),
})
export const InvitationSchema = strict({ secret: Secret, password: Password })

export const UserSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: RoleSchema,
  vms: Type.Array(Type.String(), { description: 'UUIDs of the VMs an operator works with' }),
  disabled: Type.Boolean(),
  createdAt: timestamp,
  hasPassword: Type.Boolean({ description: 'False until they have followed their invitation' }),
  hasTotp: Type.Boolean(),
  passkeys: Type.Integer(),
})

const vms = Type.Array(Type.String(), { maxItems: 10_000, description: 'Names or UUIDs' })

export const UserCreateSchema = strict({ name: Name, role: RoleSchema, vms: Type.Optional(vms) })
export const UserSetSchema = strict({
  name: Type.Optional(Name),
  role: Type.Optional(RoleSchema),
  vms: Type.Optional(vms),
  disabled: Type.Optional(Type.Boolean()),
})
export const InvitedSchema = Type.Object({
  user: UserSchema,
  secret: Type.String({ description: 'Of the link; it is shown this once' }),
  link: Type.Optional(Type.String({ description: 'Absent where no page is served' })),
  expiresAt: timestamp,
})

export const SessionSchema = Type.Object({
  id: Type.String(),
  userId: Type.String(),
  user: Type.String(),
  address: Type.String(),
  agent: Type.String({ description: 'What the browser says it is' }),
  createdAt: timestamp,
  seenAt: timestamp,
  isThis: Type.Boolean(),
})

export const TokenSchema = Type.Object({
  id: Type.String(),
  userId: Type.String(),
  user: Type.String(),
  name: Type.String(),
  level: LevelSchema,
  reach: ReachSchema,
  createdAt: timestamp,
  expiresAt: Type.Optional(timestamp),
  usedAt: Type.Optional(timestamp),
})
export const TokenCreateSchema = strict({
  user: Type.Optional(
    Type.String({
      maxLength: 255,
      description: 'Name or id of whom it speaks for: needed over the socket, and refused anywhere else',
    }),
  ),
  name: Name,
  level: LevelSchema,
  vms: Type.Optional(vms),
  expiresAt: Type.Optional(timestamp),
})
export const TokenMadeSchema = Type.Object({
  token: TokenSchema,
  secret: Type.String({ description: 'It is shown this once' }),
})

export const AccountSchema = Type.Object({
  name: Type.String(),
  role: RoleSchema,
  hasTotp: Type.Boolean(),
  recoveryCodesLeft: Type.Integer(),
  passkeys: Type.Integer(),
})
export const PasswordChangeSchema = strict({ current: Password, password: Password })
export const TotpBegunSchema = Type.Object({
  secret: Type.String({ description: 'Base 32, to be typed where nothing can be scanned' }),
  uri: Type.String({ description: 'What the QR code says' }),
})
export const TotpCodeSchema = strict({ code: Type.String({ maxLength: 64 }) })
export const RecoveryCodesSchema = Type.Object({ recoveryCodes: Type.Array(Type.String()) })
export const PasswordOnlySchema = strict({ password: Password })

export const WebAuthnSchema = Type.Record(Type.String(), Type.Unknown(), {
  description: 'What the browser and its devices say to each other (W3C Web Authentication)',
})
export const PasskeySchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  site: Type.String({ description: 'The name of the house under which it works' }),
  createdAt: timestamp,
  usedAt: Type.Optional(timestamp),
})
export const PasskeyAddSchema = strict({ name: Name, response: WebAuthnSchema })
export const PasskeyRenameSchema = strict({ name: Name })
export const PasskeySignInSchema = strict({ response: WebAuthnSchema })

export const AuditEntrySchema = Type.Object({
  n: Type.Integer(),
  at: timestamp,
  who: Type.String(),
  via: Type.Enum([...doors]),
  address: Type.Optional(Type.String()),
  what: Type.String(),
  object: Type.Optional(Type.String()),
  status: Type.Integer({ description: 'HTTP status of the answer' }),
  code: Type.Optional(Type.String({ description: 'Why it was refused or failed' })),
  jobId: Type.Optional(Type.String()),
})

export const DoneSchema = Type.Object({ done: Type.Literal(true) })
