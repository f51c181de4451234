import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveHouse, type ServedHouse } from './testing/served-house.ts'

let house: ServedHouse
let folder: string
beforeAll(async () => {
  house = await serveHouse()
  folder = await mkdtemp(join(tmpdir(), 'kiste-notes-'))
})
afterAll(async () => {
  await house.close()
  await rm(folder, { recursive: true })
})

const notesOf = async (vm: string) =>
  (JSON.parse((await house.run(['vm', 'show', vm, '--json'])).stdout) as { readonly notes?: string }).notes
const set = (...words: readonly string[]) => house.run(['vm', 'set', 'build', ...words])

it('are written, shown line by line, and removed', async () => {
  expect(await notesOf('build')).toBeUndefined()
  const ran = await set('--notes', '# Builds\r\n\r\n<b>Grüße</b> $(rm) \u2028 end\r\n')
  expect(ran).toMatchObject({ code: 0 })
  expect(await notesOf('build')).toBe('# Builds\n\n<b>Grüße</b> $(rm) \u2028 end')
  const { stdout } = await house.run(['vm', 'show', 'build'])
  expect(stdout).toMatch(/\n {2}Notes +# Builds\n +\n +<b>Grüße<\/b> \$\(rm\) \\u\{2028\} end\n/)
  expect((await set('--notes', '# Builds\n\n<b>Grüße</b> $(rm) \u2028 end', '--dry-run')).stdout).toContain(
    'build is already so.',
  )
  const planned = await set('--no-notes', '--dry-run')
  expect(planned.stdout).toContain("virsh desc build --config --new-desc ''")
  expect(await notesOf('build')).toBeDefined()
  expect(await set('--no-notes')).toMatchObject({ code: 0 })
  expect(await notesOf('build')).toBeUndefined()
})

it('come out of a file or standard input', async () => {
  const file = join(folder, 'notes.md')
  await writeFile(file, 'from a file\n')
  expect(await set('--notes-file', file)).toMatchObject({ code: 0 })
  expect(await notesOf('build')).toBe('from a file')
  const piped = await house.run(['vm', 'set', 'build', '--notes-file', '-'], { stdin: 'piped ä\n' })
  expect(piped).toMatchObject({ code: 0 })
  expect(await notesOf('build')).toBe('piped ä')
})

it.each([
  [['--notes', 'a', '--notes-file', 'b'], 'exclude each other'],
  [['--notes', ''], 'Leave it out'],
  [['--notes-file', '/nonexistent/notes'], '--notes-file'],
  [['--notes', 'a\u0007b'], 'U+0007'],
  [['--notes', 'ä'.repeat(4097)], '8194 bytes long'],
  [[], '--no-notes'],
] as const)('%j are refused', async (words, text) => {
  const before = await notesOf('build')
  const ran = await set(...words)
  expect(ran.code).toBe(2)
  expect(ran.stderr).toContain(text)
  expect(await notesOf('build')).toBe(before)
})

it('of a VM of somebody else are shown, and not written', async () => {
  const { uuid } = (await house.host.vms.list()).find(({ name }) => name === 'win-test') ?? { uuid: '' }
  await house.host.vms.setNotes(uuid, 'theirs')
  expect((await house.run(['vm', 'show', 'win-test'])).stdout).toMatch(/Notes +theirs/)
  expect((await house.run(['vm', 'set', 'win-test', '--notes', 'ours'])).code).not.toBe(0)
  expect(await notesOf('win-test')).toBe('theirs')
  // Taking it over leaves them as they are.
  expect((await house.run(['adopt', 'vm', 'win-test', '--store', 'local'])).code).toBe(0)
  expect(await notesOf('win-test')).toBe('theirs')
})

it('travel with a store that is adopted, and stay when a VM is renamed or cloned', async () => {
  await set('--notes', 'kept')
  const { vms, stores } = house.host
  const { uuid } = (await vms.list()).find(({ name }) => name === 'build') ?? { uuid: '' }
  await stores.get('local').writeDefinition('build', uuid, await vms.definition(uuid))
  await vms.undefine(uuid)
  expect((await house.run(['vm', 'show', 'build'])).code).toBe(3)
  expect((await house.run(['adopt', 'local'])).code).toBe(0)
  expect(await notesOf('build')).toBe('kept')
  expect((await house.run(['vm', 'clone', 'build', 'copy'])).code).toBe(0)
  expect((await house.run(['vm', 'rename', 'build', 'builder'])).code).toBe(0)
  expect([await notesOf('copy'), await notesOf('builder')]).toEqual(['kept', 'kept'])
})
