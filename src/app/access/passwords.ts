import { hash, verify } from '@node-rs/argon2'

/**
 * Argon2id with what OWASP's cheat sheet on storing passwords asks for at least (19 MiB, two passes, one lane): some 30 ms on a small
 * machine, which somebody who signs in does not notice and somebody who guesses does.
 */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export function hashPassword(password: string): Promise<string> {
  return hash(password, cost)
}

let standIn: Promise<string> | undefined

/**
 * Whether a password is the one. With no hash, as for a name that nobody has, the same work is done and the answer is no: how long it
 * takes tells nothing.
 */
export async function isPassword(password: string, known: string | undefined): Promise<boolean> {
  standIn ??= hashPassword('nobody has this password')
  const right = await verify(known ?? (await standIn), password)
  return right && known !== undefined
}
