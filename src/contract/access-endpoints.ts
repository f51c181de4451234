import { Type } from 'typebox'
import { auditResults } from '../domain/audit.ts'
import {
  AccountSchema,
  AuditEntrySchema,
  DoneSchema,
  InvitationSchema,
  InvitedSchema,
  PasskeyAddSchema,
  PasskeyRenameSchema,
  PasskeySchema,
  PasskeySignInSchema,
  PasswordChangeSchema,
  PasswordOnlySchema,
  RecoveryCodesSchema,
  SessionSchema,
  SessionStateSchema,
  SetUpSchema,
  SetUpStateSchema,
  SignInSchema,
  TokenCreateSchema,
  TokenMadeSchema,
  TokenSchema,
  TotpBegunSchema,
  TotpCodeSchema,
  UserCreateSchema,
  UserSchema,
  UserSetSchema,
  WebAuthnSchema,
} from './schemas/access.ts'
import { strict } from './schemas/common.ts'

const user = strict({ user: Type.String({ description: 'Name or id' }) })
const nothing = strict({})

/** What crosses the endpoints about who may come in. */
export const accessEndpoints = {
  getSession: { response: SessionStateSchema },
  signIn: { body: SignInSchema, response: SessionStateSchema },
  signOut: { response: SessionStateSchema },
  setUp: { body: SetUpSchema, response: SessionStateSchema },
  getSetUp: { response: SetUpStateSchema },
  acceptInvitation: { body: InvitationSchema, response: SessionStateSchema },

  listUsers: { response: Type.Array(UserSchema) },
  createUser: { body: UserCreateSchema, response: InvitedSchema },
  setUser: { params: user, body: UserSetSchema, response: UserSchema },
  removeUser: { params: user, response: DoneSchema },
  resetUser: { params: user, body: nothing, response: InvitedSchema },

  listSessions: { response: Type.Array(SessionSchema) },
  endSession: { params: strict({ session: Type.String() }), response: DoneSchema },
  listTokens: { response: Type.Array(TokenSchema) },
  createToken: { body: TokenCreateSchema, response: TokenMadeSchema },
  removeToken: { params: strict({ token: Type.String() }), response: DoneSchema },
  getAccount: { response: AccountSchema },
  changePassword: { body: PasswordChangeSchema, response: DoneSchema },
  beginTotp: { body: PasswordOnlySchema, response: TotpBegunSchema },
  confirmTotp: { body: TotpCodeSchema, response: RecoveryCodesSchema },
  removeTotp: { body: PasswordOnlySchema, response: DoneSchema },

  beginPasskeySignIn: { body: nothing, response: WebAuthnSchema },
  signInWithPasskey: { body: PasskeySignInSchema, response: SessionStateSchema },
  listPasskeys: { response: Type.Array(PasskeySchema) },
  beginPasskey: { body: PasswordOnlySchema, response: WebAuthnSchema },
  addPasskey: { body: PasskeyAddSchema, response: DoneSchema },
  renamePasskey: {
    params: strict({ passkey: Type.String() }),
    body: PasskeyRenameSchema,
    response: PasskeySchema,
  },
  removePasskey: { params: strict({ passkey: Type.String() }), response: DoneSchema },

  listAudit: {
    query: strict({
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
      before: Type.Optional(Type.Integer({ minimum: 1, description: 'Only entries before this one' })),
      who: Type.Optional(Type.String({ maxLength: 255, description: 'Is in the name of who did it' })),
      what: Type.Optional(
        Type.String({ maxLength: 255, description: 'Is in what was done, or in the name of its object' }),
      ),
      result: Type.Optional(Type.Enum([...auditResults])),
    }),
    response: Type.Array(AuditEntrySchema),
  },
} as const
