import { describe, expect, it } from 'vitest'
import { dearmor, findChecksum } from './verify.ts'

const a = 'a'.repeat(64)
const b = 'b'.repeat(64)
const long = 'c'.repeat(128)

const clearsigned = `${b} *evil.qcow2
-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

# Fedora-Cloud.qcow2: 1000 bytes
SHA256 (Fedora-Cloud.qcow2) = ${a}
- --- a dash-escaped line
-----BEGIN PGP SIGNATURE-----

iQ
-----END PGP SIGNATURE-----
${b} *late.qcow2
`

describe('the checksum of a file', () => {
  it.each<readonly [string, string, string, 'sha256' | 'sha512', string | undefined]>([
    ['in a list of coreutils', `${b}  other.img\n${a}  disk.img\n`, 'disk.img', 'sha256', a],
    ['in binary mode', `${a} *disk.img\n`, 'disk.img', 'sha256', a],
    ['below the current folder', `${a}  ./disk.img\n`, 'disk.img', 'sha256', a],
    ['in capitals and with Windows line ends', `${a.toUpperCase()}  disk.img\r\n`, 'disk.img', 'sha256', a],
    ['in the BSD form', `SHA256 (disk.img) = ${a}\n`, 'disk.img', 'sha256', a],
    ['as a lone SHA-512', `${long}\n`, 'disk.img', 'sha512', long],
    ['as a lone SHA-512 with a name', `${long}  disk.img\n`, 'disk.img', 'sha512', long],
    ['within a signed message', clearsigned, 'Fedora-Cloud.qcow2', 'sha256', a],
    ['not from before the signed part', clearsigned, 'evil.qcow2', 'sha256', undefined],
    ['not from after the signed part', clearsigned, 'late.qcow2', 'sha256', undefined],
    ['not of another file', `${a}  other-disk.img\n`, 'disk.img', 'sha256', undefined],
    ['not of a file whose name only begins so', `${a}  disk.img.asc\n`, 'disk.img', 'sha256', undefined],
    ['not of another algorithm', `${long}  disk.img\n`, 'disk.img', 'sha256', undefined],
    [
      'not of another algorithm in the BSD form',
      `SHA512 (disk.img) = ${long}\n`,
      'disk.img',
      'sha256',
      undefined,
    ],
    ['not from a web page', '<html>404</html>', 'disk.img', 'sha256', undefined],
    ['not from nothing', '', 'disk.img', 'sha256', undefined],
    [
      'not from a signed message without an end',
      clearsigned.replace(/-----BEGIN PGP SIGNATURE[^]*/, ''),
      'Fedora-Cloud.qcow2',
      'sha256',
      undefined,
    ],
  ])('%s', (_where, text, name, algorithm, expected) => {
    expect(findChecksum(text, name, algorithm)).toBe(expected)
  })
})

it('a keyring written as text becomes binary, a binary one stays', () => {
  const key = Buffer.from('some key bytes, long enough for two lines of base64 in the armour of OpenPGP')
  const lines = key
    .toString('base64')
    .match(/.{1,64}/g)!
    .join('\n')
  const armoured = `-----BEGIN PGP PUBLIC KEY BLOCK-----\nComment: x\n\n${lines}\n=AbCd\n-----END PGP PUBLIC KEY BLOCK-----\n`
  expect(dearmor(Buffer.from(armoured))).toEqual(key)
  expect(dearmor(Buffer.from(armoured + armoured))).toEqual(Buffer.concat([key, key]))
  expect(dearmor(Buffer.from([0x99, 1, 2]))).toEqual(Buffer.from([0x99, 1, 2]))
})
