import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { Passkey } from '../../db/passkeys-table.ts'
import { checkName } from '../../domain/name.ts'
import { problemError, throwIfProblems, type Problem } from '../../domain/problem.ts'
import type { Caller, Passkeys, PasskeyView, SignedIn } from './access.ts'
import { checkCurrentPassword } from './check-current.ts'
import { createChallenges } from './challenges.ts'
import type { AccessDeps } from './deps.ts'
import { openSession } from './sign-in.ts'
import type { Throttle } from './throttle.ts'

/** Loaded when somebody uses it: the daemon starts quicker without. */
const library = () => import('@simplewebauthn/server')

/**
 * Signing in with a key pair of one's device instead of a password. The device asks for a finger, a face or a number, so that it is two
 * factors by itself; that it did is required.
 */
export function createPasskeys(deps: AccessDeps, throttle: Throttle, house: string): Passkeys {
  const { users, passkeys } = deps
  const challenges = createChallenges(() => deps.now().getTime())
  const own = (caller: Caller) => {
    const record = caller.via === 'session' ? users.byId(caller.userId) : undefined
    if (record === undefined) throw noAccount(caller.name)
    return record
  }
  const find = (caller: Caller, id: string) => {
    const passkey = passkeys.byId(id)
    if (passkey === undefined || passkey.userId !== own(caller).user.id) throw noPasskey(id)
    return passkey
  }

  return {
    list: (caller) => passkeys.ofUser(own(caller).user.id).map(view),
    rename: (caller, id, name) => {
      const passkey = find(caller, id)
      throwIfProblems(checkPasskeyName(name))
      passkeys.rename(id, name)
      return view({ ...passkey, name })
    },
    remove: (caller, id) => passkeys.remove(find(caller, id).id),

    begin: async (caller, password, origin, from) => {
      const site = siteOf(origin)
      await checkCurrentPassword(throttle, own(caller), password, from)
      const { user } = own(caller)
      const { generateRegistrationOptions } = await library()
      const options = await generateRegistrationOptions({
        rpName: `Kiste ${house}`,
        rpID: site,
        userName: user.name,
        userID: Buffer.from(user.id),
        excludeCredentials: passkeys
          .ofUser(user.id)
          .filter((one) => one.site === site)
          .map(({ id, transports }) => ({ id, transports: [...transports] })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      })
      challenges.issue(options.challenge, user.id)
      return { ...options }
    },
    add: async (caller, origin, { name, response }) => {
      const { user } = own(caller)
      throwIfProblems(checkPasskeyName(name))
      const { verifyRegistrationResponse } = await library()
      const { registrationInfo } = await verified(() =>
        verifyRegistrationResponse({
          response: response as unknown as RegistrationResponseJSON,
          expectedChallenge: (challenge) => challenges.take(challenge, user.id),
          expectedOrigin: origin ?? '',
          expectedRPID: siteOf(origin),
          requireUserVerification: true,
        }),
      )
      if (registrationInfo === undefined || passkeys.byId(registrationInfo.credential.id) !== undefined)
        throw notVerified()
      const { id, publicKey, counter, transports = [] } = registrationInfo.credential
      const createdAt = deps.now().toISOString()
      passkeys.insert({
        id,
        userId: user.id,
        name,
        site: siteOf(origin),
        publicKey,
        counter,
        transports,
        createdAt,
      })
    },

    beginSignIn: async (origin) => {
      const { generateAuthenticationOptions } = await library()
      // No names: the device shows which passkeys it has for this site.
      const options = await generateAuthenticationOptions({
        rpID: siteOf(origin),
        userVerification: 'required',
      })
      challenges.issue(options.challenge, undefined)
      return { ...options }
    },
    signIn: async (origin, response, from): Promise<SignedIn> => {
      const id = typeof response['id'] === 'string' ? response['id'] : ''
      const passkey = passkeys.byId(id)
      const attempt = throttle.begin(`passkey ${id}`, from.address)
      const user = passkey && users.byId(passkey.userId)?.user
      if (passkey === undefined || user === undefined || user.disabled) throw notVerified()
      const { verifyAuthenticationResponse } = await library()
      const { authenticationInfo } = await verified(() =>
        verifyAuthenticationResponse({
          response: response as unknown as AuthenticationResponseJSON,
          expectedChallenge: (challenge) => challenges.take(challenge, undefined),
          expectedOrigin: origin ?? '',
          expectedRPID: passkey.site,
          credential: {
            id: passkey.id,
            publicKey: new Uint8Array(passkey.publicKey),
            counter: passkey.counter,
          },
          requireUserVerification: true,
        }),
      )
      attempt.succeeded()
      passkeys.touch(passkey.id, authenticationInfo.newCounter, deps.now().toISOString())
      return openSession(deps, user, from)
    },
  }
}

function view({ id, name, site, createdAt, usedAt }: Passkey): PasskeyView {
  return { id, name, site, createdAt, usedAt }
}

function checkPasskeyName(name: string): readonly Problem[] {
  const named = checkName(name, 'a passkey')
  return named.ok ? [] : named.problems
}

/** The library rejects with an error for each thing that is not as it should be; who sent it learns that it is not. */
async function verified<Result extends { readonly verified: boolean }>(
  verify: () => Promise<Result>,
): Promise<Result> {
  let result: Result
  try {
    result = await verify()
  } catch (error) {
    throw notVerified(error)
  }
  if (!result.verified) throw notVerified()
  return result
}

/** What a passkey belongs to: the name in the address. Browsers take none for a number (WebAuthn, "effective domain"). */
function siteOf(origin: string | undefined): string {
  const host = origin === undefined ? '' : new URL(origin).hostname
  if (host === '' || host.startsWith('[') || /^[\d.]+$/.test(host))
    throw problemError({
      code: 'not_supported',
      message: 'A passkey belongs to a name, and this page was opened with a number as its address.',
      hint: 'Open it with the name of the host, such as https://woodbox.local:5478.',
    })
  return host
}

function notVerified(cause?: unknown): Error {
  return problemError(
    {
      code: 'not_signed_in',
      message: 'This passkey is not known here, or what it signed is not what it was asked.',
      hint: 'Try again, or sign in with your password.',
    },
    cause,
  )
}

function noPasskey(id: string): Error {
  return problemError({
    code: 'not_found',
    object: { type: 'passkey', name: id },
    message: `There is no passkey ${id}.`,
  })
}

function noAccount(name: string): Error {
  return problemError({
    code: 'wrong_state',
    message: `${name} has no account of its own, and passkeys belong to one.`,
    hint: 'Sign in with a browser.',
  })
}
