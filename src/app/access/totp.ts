import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import type { UserRecord } from '../../db/users-table.ts'
import type { AccessDeps } from './deps.ts'
import { hashSecret } from './secrets.ts'

const periodSeconds = 30
/** RFC 6238 advises to take the codes of one period before and after, as clocks differ. */
const window = 1

export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32
}

/** The address that an app reads from a QR code. */
export function totpUri(secret: string, user: string, house: string): string {
  return totp(secret, { label: user, issuer: `Kiste ${house}` }).toString()
}

/** The period whose code this is, or undefined when it is no code of about now. */
export function periodOf(secret: string, code: string, now: Date): number | undefined {
  const timestamp = now.getTime()
  const delta = totp(secret).validate({ token: code.replaceAll(/\s/g, ''), timestamp, window })
  return delta === null ? undefined : Math.floor(timestamp / 1_000 / periodSeconds) + delta
}

/** Uses up a code of the app or a recovery code; false when it is neither, or was used. */
export function takeCode(deps: AccessDeps, { user, totpSecret }: UserRecord, code: string): boolean {
  const period = totpSecret === undefined ? undefined : periodOf(totpSecret, code, deps.now())
  if (period !== undefined) return deps.users.takeTotpStep(user.id, period)
  return deps.users.takeRecoveryCode(user.id, hashRecoveryCode(code))
}

/** Ten codes of 80 bits, each good once, in groups that can be read and typed. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: 10 }, () => {
    const text = [...randomBytes(16)].map((byte) => alphabet[byte & 31]).join('')
    return text.match(/.{4}/g)?.join('-') ?? text
  })
}

/** Without letters that look like digits. */
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789'

export function hashRecoveryCode(code: string): string {
  return hashSecret(`recovery ${code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`)
}

function totp(secret: string, names: { readonly label?: string; readonly issuer?: string } = {}): TOTP {
  return new TOTP({
    ...names,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: periodSeconds,
  })
}
