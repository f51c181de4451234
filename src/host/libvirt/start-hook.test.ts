import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exampleDefinition } from './testing/example-definition.ts'
import { toDomainXml } from './domain-xml.ts'
import { startHook } from './start-hook.ts'

let root: string
let looked: number
const links = () => join(root, 'dev/zvol/')
const helper = () => join(root, 'zvol_id')
const hook = () => join(root, 'hooks/qemu.d/kiste')

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kiste-hook-'))
  looked = 0
  await mkdir(join(root, 'hooks'))
  // What the kernel says of a device: here, what is in the file.
  await writeFile(helper(), '#!/bin/sh\nexec cat -- "$1"\n', { mode: 0o755 })
})
afterEach(() => rm(root, { recursive: true, force: true }))

const under = (hooks: string | undefined) =>
  startHook({
    hooks,
    links: links(),
    helpers: ['/nowhere/zvol_id', helper()],
    lookAgain: () => {
      looked += 1
      return Promise.resolve()
    },
  })
const install = () => under(join(root, 'hooks')).install()

/** A link to a device that is the volume `is`. */
async function volume(link: string, is: string, device: string): Promise<void> {
  await writeFile(join(root, device), `${is}\n`)
  const path = links() + link
  await mkdir(join(path, '..'), { recursive: true })
  await rm(path, { force: true })
  await symlink(join(root, device), path)
}

function xmlWith(...volumes: readonly string[]): string {
  const [disk] = exampleDefinition().disks
  if (!disk) throw new Error('the example has no disk')
  const disks = volumes.map((name, index) => ({
    ...disk,
    target: `vd${'abcdef'[index]}`,
    source: { type: 'block' as const, path: links() + name },
  }))
  // libvirt gives it in its own writing, with the other quotes.
  return toDomainXml(exampleDefinition({ disks }), { maxCpus: 2 }).replaceAll('"', "'")
}

/** What libvirt gets for an answer. */
function answer(xml: string, ...words: readonly string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const argv = words.length > 0 ? words : ['web', 'prepare', 'begin', '-']
    const child = execFile(hook(), argv, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), said: stdout + stderr })
    })
    // On occasions that do not matter the XML is not read, which libvirt does not mind (virCommandProcessIO).
    child.stdin?.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
    child.stdin?.end(xml)
  })
}

describe('before a VM starts', () => {
  beforeEach(() => install())

  test('its devices are its own volumes, however many', async () => {
    await volume('tank/kiste/web/root', 'tank/kiste/web/root', 'zd0')
    await volume('my+tank/kiste/web/data', 'my+tank/kiste/web/data', 'zd16')
    const xml = xmlWith('tank/kiste/web/root', 'my+tank/kiste/web/data')
    expect(await answer(xml)).toEqual({ code: 0, said: '' })
  })

  test('every device of another volume, and every one that is missing or no volume, is told', async () => {
    await volume('tank/kiste/web/root', 'tank/kiste/db/root', 'zd0')
    await volume('tank/kiste/web/none', '', 'zd32')
    await rm(join(root, 'zd32'))
    const xml = xmlWith('tank/kiste/web/root', 'tank/kiste/web/none', 'tank/kiste/web/gone')
    const { code, said } = await answer(xml)
    expect(code).toBe(1)
    expect(said.split('\n').filter((line) => line.includes('does not let VM web start'))).toEqual([
      expect.stringMatching(/web\/root leads to \S+zd0, and that is the volume tank\/kiste\/db\/root\./),
      expect.stringContaining('web/none has no device'),
      expect.stringContaining('web/gone has no device'),
    ])
  })

  test('a device that the kernel does not know as a volume is told', async () => {
    await writeFile(helper(), '#!/bin/sh\nexit 1\n')
    await volume('tank/kiste/web/root', 'tank/kiste/web/root', 'zd0')
    expect(await answer(xmlWith('tank/kiste/web/root'))).toEqual({
      code: 1,
      said: expect.stringContaining('is no volume'),
    })
  })

  test('it does not start while nobody can tell', async () => {
    await volume('tank/kiste/web/root', 'tank/kiste/web/root', 'zd0')
    await rm(helper())
    expect(await answer(xmlWith('tank/kiste/web/root'))).toEqual({
      code: 1,
      said: expect.stringContaining(`as there is no /nowhere/zvol_id and no ${helper()}`),
    })
  })

  test('volumes that are in no store are nobody’s business here, nor are other occasions', async () => {
    await volume('tank/own', 'tank/other', 'zd0')
    await volume('tank/kiste/web/root', 'tank/kiste/db/root', 'zd16')
    expect(await answer(xmlWith('tank/own'))).toEqual({ code: 0, said: '' })
    for (const occasion of ['start', 'started', 'stopped', 'release', 'reconnect'])
      expect(await answer(xmlWith('tank/kiste/web/root'), 'web', occasion, 'begin', '-')).toEqual({
        code: 0,
        said: '',
      })
  })
})

describe('the file', () => {
  test('is put beside those of others, for libvirt to find, once', async () => {
    await mkdir(join(root, 'hooks/qemu.d'))
    await writeFile(join(root, 'hooks/qemu.d/theirs'), 'theirs')
    expect(await install()).toBe('installed')
    expect(await install()).toBe('there')
    expect(looked).toBe(1)
    expect((await stat(hook())).mode & 0o777).toBe(0o755)
    expect(await readdir(join(root, 'hooks'))).toEqual(['qemu.d'])
    expect((await readdir(join(root, 'hooks/qemu.d'))).toSorted()).toEqual(['kiste', 'theirs'])
  })

  test('is written anew when it is an older one, and whatever an earlier try left is no obstacle', async () => {
    await mkdir(join(root, 'hooks/qemu.d'))
    await writeFile(hook(), '#!/bin/sh\n')
    await writeFile(join(root, 'hooks/.kiste.new'), 'half')
    expect(await install()).toBe('installed')
    expect(await readFile(hook(), 'utf8')).toContain('prepare/begin')
  })

  test('that somebody has switched off stays so', async () => {
    await install()
    await chmod(hook(), 0o644)
    expect(await install()).toBe('there')
    expect((await stat(hook())).mode & 0o777).toBe(0o644)
  })

  test('cannot be written: said, with what that means; nothing half-made stays', async () => {
    await mkdir(hook(), { recursive: true })
    await expect(install()).rejects.toMatchObject({
      problems: [{ code: 'host_failed', message: expect.stringContaining('one that Kiste starts is.') }],
    })
    expect(await readdir(join(root, 'hooks'))).toEqual(['qemu.d'])
    expect(looked).toBe(0)
  })

  test('has no place with a libvirt of a user, or on another machine', async () => {
    expect(await under(undefined).install()).toBe('elsewhere')
  })
})
