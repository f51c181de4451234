import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CliError } from './cli-error.ts'
import { findOwnKeys, readKey } from './ssh-keys.ts'

const ed25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE me@desk'
const token = 'sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1 me@token'
let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'kiste-home-'))
  await mkdir(join(home, '.ssh'))
  await writeFile(join(home, '.ssh/id_ed25519.pub'), `${ed25519}\n`)
  await writeFile(join(home, '.ssh/id_token.pub'), `# mine\n${token}\n\n`)
  await writeFile(join(home, '.ssh/broken.pub'), 'nothing')
  await writeFile(join(home, '.ssh/id_ed25519'), '-----BEGIN OPENSSH PRIVATE KEY-----\nx')
})
afterAll(() => rm(home, { recursive: true }))

it('takes a key, or a file of keys', async () => {
  expect(await readKey(ed25519)).toEqual([ed25519])
  expect(await readKey(join(home, '.ssh/id_token.pub'))).toEqual([token])
})

it.each([
  ['id_ed25519', 'is a private key; it stays where it is'],
  ['broken.pub', 'there is no public key in'],
  ['nothing.pub', 'cannot be read: it is not there'],
])('refuses %s', async (name, message) => {
  const error = await readKey(join(home, '.ssh', name)).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(CliError)
  expect(String(error)).toContain(message)
})

it("finds the user's own, and none where there are none", async () => {
  expect((await findOwnKeys(home)).map((key) => key.text)).toEqual([ed25519, token])
  expect(await findOwnKeys('/nonexistent')).toEqual([])
})
