import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CommandError, here, type Runner } from '../../src/host/exec.ts'
import { makeSeedIso, seedMakers } from '../../src/host/images/seed.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste-seed-'))
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

const documents = {
  metaData: 'instance-id: one\nlocal-hostname: wöb\n',
  userData: '#cloud-config\npackages: [nginx]\n',
  networkConfig: 'version: 2\n',
}

async function fileInIso(iso: string, name: string): Promise<string> {
  const out = join(folder, 'extracted')
  await here.run(['xorriso', '-osirrox', 'on', '-indev', iso, '-extract', `/${name}`, out])
  const text = await readFile(out, 'utf8')
  await rm(out, { force: true })
  return text
}

/** A machine on which these programs are not installed. */
function without(...missing: readonly string[]): Runner {
  return {
    place: 'here',
    run: async (argv, options) => {
      if (missing.includes(argv[0] ?? '')) throw new CommandError(argv, { why: 'missing' }, '', '')
      return here.run(argv, options)
    },
  }
}

it.each([
  ['genisoimage', without('mkisofs', 'xorriso')],
  ['xorriso', without('genisoimage', 'mkisofs')],
])(
  'made by %s, it is an ISO with the label cidata that holds the documents as they are',
  async (_by, machine) => {
    const iso = join(folder, 'a seed, with odd name.iso')
    await makeSeedIso(machine, documents, iso)
    const bytes = await readFile(iso)
    // The volume id stands at byte 40 of the primary volume descriptor, which is sector 16.
    expect(bytes.toString('latin1', 16 * 2048 + 40, 16 * 2048 + 72).trim()).toBe('cidata')
    expect(await fileInIso(iso, 'meta-data')).toBe(documents.metaData)
    expect(await fileInIso(iso, 'user-data')).toBe(documents.userData)
    expect(await fileInIso(iso, 'network-config')).toBe(documents.networkConfig)
    await expect(fileInIso(iso, 'vendor-data')).rejects.toBeInstanceOf(CommandError)
  },
)

it('says what to install when there is no such program, and leaves an older seed as it was', async () => {
  const none = without(...seedMakers.map(([program]) => program))
  const iso = join(folder, 'kept.iso')
  await writeFile(iso, 'older')
  const before = await readdir(folder)
  await expect(makeSeedIso(none, documents, iso)).rejects.toMatchObject({
    problems: [{ code: 'not_supported', hint: 'Install genisoimage.' }],
  })
  expect(await readFile(iso, 'utf8')).toBe('older')
  expect(await readdir(folder)).toEqual(before)
})
