import { randomBytes } from 'node:crypto'

// Crockford's base 32 without letters that look like others; people read ids aloud and type them.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** A new job id: eight letters and digits, 40 random bits. The journal's unique index guards the rest. */
export function newJobId(): string {
  return Array.from(randomBytes(8), (byte) => alphabet[byte % 32]).join('')
}
