import { access, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SignatureCheck } from '../../domain/image.ts'
import { problemError } from '../../domain/problem.ts'
import type { Runner } from '../exec.ts'
import { withScratch } from './durable.ts'
import { explained } from './image-problems.ts'

/** What a checksum file says about one file, hex. Undefined if it says nothing. */
export function findChecksum(
  text: string,
  fileName: string,
  algorithm: 'sha256' | 'sha512',
): string | undefined {
  const length = algorithm === 'sha256' ? 64 : 128
  const lines = signedPart(text).split(/\r?\n/)
  for (const line of lines) {
    // `hash  name` and `hash *name` of coreutils, `SHA256 (name) = hash` of BSD.
    const gnu = /^([0-9a-f]+) [ *](?:\.\/)?(.+)$/i.exec(line)
    if (gnu && gnu[1]!.length === length && gnu[2] === fileName) return gnu[1]!.toLowerCase()
    const bsd = /^(SHA256|SHA512) \((.+)\) = ([0-9a-f]+)$/i.exec(line)
    if (bsd && bsd[1]!.toLowerCase() === algorithm && bsd[2] === fileName && bsd[3]!.length === length)
      return bsd[3]!.toLowerCase()
  }
  // A file of its own for each image may hold nothing but the hash.
  const only = lines.filter((line) => line.trim() !== '')
  return only.length === 1 && new RegExp(`^[0-9a-f]{${length}}$`, 'i').test(only[0]!.trim())
    ? only[0]!.trim().toLowerCase()
    : undefined
}

/** Of a clear-signed message only what is signed counts: anyone can write around it. */
function signedPart(text: string): string {
  const begin = /^-----BEGIN PGP SIGNED MESSAGE-----\r?\n(?:.+\r?\n)*\r?\n/m.exec(text)
  if (!begin) return text
  const rest = text.slice(begin.index + begin[0].length)
  const end = rest.search(/^-----BEGIN PGP SIGNATURE-----/m)
  return (end < 0 ? '' : rest.slice(0, end)).replaceAll(/^- /gm, '')
}

export interface SignedText {
  readonly text: string
  /** The signature if it lies in a file of its own; else `text` is clear-signed. */
  readonly detached?: string | Uint8Array | undefined
  /** What messages call the text. */
  readonly name: string
}

/**
 * Checks who signed a text with `gpgv` against one keyring. A bad signature, or one by a key that is not in the keyring, is refused; a
 * missing keyring is only reported. Returns the text that is signed, to be used from then on.
 */
export async function checkSignature(
  runner: Runner,
  signed: SignedText,
  keyringPath: string | undefined,
  keyringName: string,
  scratchParent: string,
): Promise<{ readonly text: string; readonly signature: SignatureCheck }> {
  if (keyringPath === undefined)
    return {
      text: signed.text,
      signature: { state: 'not-checked', because: `the keyring ${keyringName} is not on this machine` },
    }
  const object = { type: 'file', name: signed.name } as const
  return explained({ doing: 'check the signature of', object }, () =>
    withScratch(scratchParent, async (scratch) => {
      const [keyring, text, signature] = [
        join(scratch, 'keyring'),
        join(scratch, 'text'),
        join(scratch, 'signature'),
      ]
      await writeFile(keyring, dearmor(await readFile(keyringPath)))
      await writeFile(text, signed.text)
      if (signed.detached !== undefined) await writeFile(signature, signed.detached)
      // With a clear-signed text, what is signed comes out on its own, so that nothing around it can be taken for it.
      const what =
        signed.detached === undefined ? ['--output', join(scratch, 'plain'), text] : [signature, text]
      const { stdout, code } = await runner.run(
        ['gpgv', '--homedir', scratch, '--keyring', keyring, '--status-fd', '1', ...what],
        { okCodes: [0, 1, 2], timeoutMs: 60_000 },
      )
      if (code !== 0) throw refusal(stdout, signed.name, keyringName)
      const plain =
        signed.detached === undefined ? await readFile(join(scratch, 'plain'), 'utf8') : signed.text
      return { text: plain, signature: { state: 'good', by: signer(stdout) } }
    }),
  )
}

function signer(status: string): string {
  const name = /^\[GNUPG:\] GOODSIG \S+ (.+)$/m.exec(status)?.[1]
  const fingerprint = /^\[GNUPG:\] VALIDSIG (\S+)/m.exec(status)?.[1]
  return `${name ?? 'unknown'} (${fingerprint ?? '?'})`
}

function refusal(status: string, name: string, keyring: string) {
  const unknownKey = /^\[GNUPG:\] (?:ERRSIG|NO_PUBKEY) (\S+)/m.exec(status)?.[1]
  const expired = /^\[GNUPG:\] (?:EXPKEYSIG|REVKEYSIG|EXPSIG) /m.test(status)
  const why = expired
    ? 'the key or the signature has expired or was revoked'
    : unknownKey === undefined
      ? 'it does not fit the text'
      : `it is by the key ${unknownKey}, which is not in the keyring ${keyring}`
  return problemError({
    code: 'untrusted_image',
    message: `The signature of ${name} is not good: ${why}.`,
    object: { type: 'file', name },
    hint: 'Update the package that brings the keyring; if it stays so, do not use this image.',
  })
}

/** gpgv reads keyrings in binary only; distributions also ship them as text. */
export function dearmor(keyring: Buffer): Buffer {
  const text = keyring.toString('latin1')
  const blocks = [
    ...text.matchAll(
      /-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n(?:[^\r\n]+: .*\r?\n)*\r?\n([^=-][^-]*?)(?:\r?\n=\S{4})?\s*-----END/g,
    ),
  ]
  return blocks.length === 0
    ? keyring
    : Buffer.concat(blocks.map((block) => Buffer.from(block[1]!, 'base64')))
}

const byName: readonly (readonly [RegExp, (match: RegExpExecArray) => string[]])[] = [
  [/^ubuntu-cloudimage$/, () => ['/usr/share/keyrings/ubuntu-cloudimage-keyring.gpg']],
  [
    /^fedora-(\d+)$/,
    ([, version]) => [
      `/usr/share/distribution-gpg-keys/fedora/RPM-GPG-KEY-fedora-${version}-primary`,
      `/etc/pki/rpm-gpg/RPM-GPG-KEY-fedora-${version}-primary`,
    ],
  ],
]

/** Where a distribution's keyring lies: one that the administrator put into `ownFolder`, else the packages' own places. */
export async function findKeyring(name: string, ownFolder: string): Promise<string | undefined> {
  const own = ['gpg', 'asc'].map((ending) => join(ownFolder, `${name}.${ending}`))
  const packaged = byName.flatMap(([pattern, paths]) => {
    const match = pattern.exec(name)
    return match ? paths(match) : []
  })
  for (const path of [...own, ...packaged]) {
    const there = await access(path).then(
      () => true,
      () => false,
    )
    if (there) return path
  }
  return undefined
}
