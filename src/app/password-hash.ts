import { createHash } from 'node:crypto'

const rounds = 5000
const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * SHA-512 crypt, the `$6$` form every Linux guest's crypt(3) understands (specification: Ulrich Drepper, "Unix crypt using SHA-256 and
 * SHA-512"). So the clear text of a password is in no journal, no seed and no argument list.
 */
export function sha512Crypt(password: string, saltBytes: Uint8Array): string {
  const salt = [...saltBytes]
    .map((byte) => alphabet[byte & 63])
    .join('')
    .slice(0, 16)
  return `$6$${salt}$${encode(digest(Buffer.from(password, 'utf8'), Buffer.from(salt, 'latin1')))}`
}

function digest(key: Buffer, salt: Buffer): Buffer {
  const alternate = hash(key, salt, key)
  const start = [key, salt, repeatTo(alternate, key.length)]
  for (let bits = key.length; bits > 0; bits >>= 1) start.push(bits & 1 ? alternate : key)
  let current = hash(...start)
  const keyPart = repeatTo(hash(...Array.from({ length: key.length }, () => key)), key.length)
  const saltPart = repeatTo(hash(...Array.from({ length: 16 + (current[0] ?? 0) }, () => salt)), salt.length)
  for (let round = 0; round < rounds; round++) {
    const parts = [round & 1 ? keyPart : current]
    if (round % 3 !== 0) parts.push(saltPart)
    if (round % 7 !== 0) parts.push(keyPart)
    parts.push(round & 1 ? current : keyPart)
    current = hash(...parts)
  }
  return current
}

function hash(...parts: readonly Uint8Array[]): Buffer {
  const sha = createHash('sha512')
  for (const part of parts) sha.update(part)
  return sha.digest()
}

function repeatTo(block: Buffer, length: number): Buffer {
  return Buffer.concat(Array.from({ length: Math.ceil(length / block.length) || 0 }, () => block)).subarray(
    0,
    length,
  )
}

/** crypt's own base 64: 21 groups of three bytes, each group's bytes a third of the digest apart and turning, then one byte alone. */
function encode(bytes: Buffer): string {
  const at = (index: number) => bytes[index] ?? 0
  let text = ''
  for (let group = 0; group < 21; group++) {
    const turned = [group, group + 21, group + 42]
    const [a, b, c] = [0, 1, 2].map((place) => at(turned[(place + group) % 3] ?? 0)) as [
      number,
      number,
      number,
    ]
    text += word((a << 16) | (b << 8) | c, 4)
  }
  return text + word(at(63), 2)
}

function word(value: number, characters: number): string {
  let text = ''
  for (let rest = value, left = characters; left > 0; left--, rest >>= 6) text += alphabet[rest & 63]
  return text
}
