import { createHash, randomBytes } from 'node:crypto'

/** A secret that nobody can guess: 256 bits, in characters that an address may have. */
export function drawSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What is kept of a secret that was drawn by chance; it is looked up by this, so that comparing it takes no care of its own. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('base64url')
}
