import type { AuditEntry, AuditQuery } from '../../domain/audit.ts'
import type { Level, Rights, Role } from '../../domain/rights.ts'
import type { ApiToken, Session, User } from '../../domain/user.ts'

/** Whoever asks for something, as jobs and the log of changes name them, and what they may do. */
export type Caller =
  | { readonly via: 'socket'; readonly name: string; readonly rights: Rights }
  | {
      readonly via: 'session'
      readonly name: string
      readonly rights: Rights
      readonly userId: string
      readonly sessionId: string
    }
  | {
      readonly via: 'token'
      readonly name: string
      readonly rights: Rights
      readonly userId: string
      readonly tokenId: string
    }

/** Where a request comes from, as it is shown in the list of sessions. */
export interface From {
  readonly address: string
  readonly agent: string
}

/** What a browser gets that has signed in: the secret goes into its cookie and is kept nowhere else. */
export interface SignedIn {
  readonly secret: string
  readonly caller: Caller
}

export interface SignInWish {
  readonly name: string
  readonly password: string
  /** Six digits of the app, or one of the recovery codes. */
  readonly code?: string | undefined
}

/** Opening the door: first run, signing in, and who is who afterwards. */
export interface Doors {
  /** Whether nobody can come in yet but by the link of the first run. */
  needsSetUp(): boolean
  /** The secret of that link; undefined once there is an administrator. The same until it is used. */
  setUpSecret(): string | undefined
  /** Makes the first administrator, and signs them in. */
  setUp(
    wish: { readonly secret: string; readonly name: string; readonly password: string },
    from: From,
  ): Promise<SignedIn>
  signIn(wish: SignInWish, from: From): Promise<SignedIn>
  signOut(caller: Caller): void
  /** Follows an invitation: its user has a password from now on, and is signed in. */
  acceptInvitation(
    wish: { readonly secret: string; readonly password: string },
    from: From,
  ): Promise<SignedIn>
  bySession(secret: string, from: From): Caller | undefined
  byToken(secret: string): Caller | undefined
  /** The same caller as they are now; undefined once they may no longer come in. */
  again(caller: Caller): Caller | undefined
  /** Calls back after sessions, tokens or rights have changed. */
  onChange(listener: () => void): void
  /** The name of a user's as it is written, whatever case was typed; undefined for nobody's. */
  nameLike(name: string): string | undefined
}

export interface UserView extends User {
  readonly hasPassword: boolean
  readonly hasTotp: boolean
  readonly passkeys: number
}

export interface NewUser {
  readonly name: string
  readonly role: Role
  /** Names or UUIDs of the VMs an operator works with. */
  readonly vms?: readonly string[] | undefined
}

/** An invitation's secret is shown once, to whoever made it. */
export interface Invited {
  readonly user: UserView
  readonly secret: string
  readonly expiresAt: string
}

export interface Users {
  list(): readonly UserView[]
  create(wish: NewUser): Promise<Invited>
  set(user: string, wish: Partial<NewUser> & { readonly disabled?: boolean | undefined }): Promise<UserView>
  remove(user: string): void
  /** All their sessions end, their second factor, passkeys and tokens go; the link lets them choose a password. */
  reset(user: string): Invited
}

export interface TokenWish {
  /** Name or id of whom it speaks for, from where nobody is signed in: on the host itself. Default: oneself. */
  readonly user?: string | undefined
  readonly name: string
  readonly level: Level
  /** Names or UUIDs; default: all that its user may. */
  readonly vms?: readonly string[] | undefined
  readonly expiresAt?: string | undefined
}

export type TokenView = ApiToken & { readonly user: string }
export type SessionView = Session & { readonly user: string; readonly isThis: boolean }

/** What somebody is told of their own account. */
export interface OwnAccount {
  readonly name: string
  readonly role: Role
  readonly hasTotp: boolean
  /** How many of the recovery codes have not been used. */
  readonly recoveryCodesLeft: number
  readonly passkeys: number
}

/** What somebody does about their own account; administrators see and end everybody's sessions and tokens. */
export interface Account {
  sessions(caller: Caller): readonly SessionView[]
  endSession(caller: Caller, id: string): void
  tokens(caller: Caller): readonly TokenView[]
  createToken(
    caller: Caller,
    wish: TokenWish,
  ): Promise<{ readonly token: TokenView; readonly secret: string }>
  removeToken(caller: Caller, id: string): void
  /** All other sessions end. */
  changePassword(
    caller: Caller,
    wish: { readonly current: string; readonly password: string },
    from: From,
  ): Promise<void>
  /** The caller's own account; throws `wrong_state` for whoever came without one. */
  own(caller: Caller): OwnAccount
  /**
   * The secret for an app; it counts once a code made from it has been shown. It takes the password: whoever has only got hold of a
   * session must not lock its owner out.
   */
  beginTotp(
    caller: Caller,
    password: string,
    from: From,
  ): Promise<{ readonly secret: string; readonly uri: string }>
  confirmTotp(caller: Caller, code: string): readonly string[]
  removeTotp(caller: Caller, password: string, from: From): Promise<void>
}

export interface PasskeyView {
  readonly id: string
  readonly name: string
  /** The name of the house under which it works. */
  readonly site: string
  readonly createdAt: string
  readonly usedAt?: string | undefined
}

/** JSON that goes between the browser's WebAuthn and the library, and is nobody else's to read. */
export type WebAuthnJson = Readonly<Record<string, unknown>>

export interface Passkeys {
  list(caller: Caller): readonly PasskeyView[]
  rename(caller: Caller, id: string, name: string): PasskeyView
  remove(caller: Caller, id: string): void
  /** It takes the password, as a passkey outlasts the session that made it. */
  begin(caller: Caller, password: string, origin: string | undefined, from: From): Promise<WebAuthnJson>
  add(
    caller: Caller,
    origin: string | undefined,
    wish: { readonly name: string; readonly response: WebAuthnJson },
  ): Promise<void>
  beginSignIn(origin: string | undefined): Promise<WebAuthnJson>
  /** Throws `not_signed_in` for anything that is not right, in the same words. */
  signIn(origin: string | undefined, response: WebAuthnJson, from: From): Promise<SignedIn>
}

export interface AuditLog {
  write(entry: Omit<AuditEntry, 'n' | 'at'>): void
  list(query: AuditQuery): readonly AuditEntry[]
}

export interface Access {
  readonly doors: Doors
  readonly users: Users
  readonly account: Account
  readonly passkeys: Passkeys
  readonly audit: AuditLog
}
