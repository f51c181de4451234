import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CommandError, here, type Runner } from '../../src/host/exec.ts'
import { makeSeedIso } from '../../src/host/images/seed.ts'

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

it('is an ISO with the label cidata that holds the documents as they are', async () => {
  const iso = join(folder, 'a seed, with odd name.iso')
  await makeSeedIso(here, documents, iso)
  const bytes = await readFile(iso)
  // The volume id stands at byte 40 of the primary volume descriptor, which is sector 16.
  expect(bytes.toString('latin1', 16 * 2048 + 40, 16 * 2048 + 72).trim()).toBe('cidata')
  expect(await fileInIso(iso, 'meta-data')).toBe(documents.metaData)
  expect(await fileInIso(iso, 'user-data')).toBe(documents.userData)
  expect(await fileInIso(iso, 'network-config')).toBe(documents.networkConfig)
  await expect(fileInIso(iso, 'vendor-data')).rejects.toBeInstanceOf(CommandError)
})

it('is the same to the byte for the same documents', async () => {
  const [one, two] = [join(folder, 'one.iso'), join(folder, 'two.iso')]
  await makeSeedIso(here, documents, one)
  await makeSeedIso(here, documents, two)
  expect((await readFile(one)).equals(await readFile(two))).toBe(true)
})

it('is made by the next program when the first is not installed', async () => {
  const tried: string[] = []
  const poor: Runner = {
    place: 'here',
    run: async (argv, options) => {
      tried.push(argv[0]!)
      if (argv[0] === 'xorriso') throw new CommandError(argv, { why: 'missing' }, '', '')
      // Stands in for genisoimage, which need not be installed here.
      return here.run(['xorriso', '-as', 'mkisofs', ...argv.slice(1)], options)
    },
  }
  const iso = join(folder, 'other.iso')
  await makeSeedIso(poor, documents, iso)
  expect(tried).toEqual(['xorriso', 'genisoimage'])
  expect(await fileInIso(iso, 'user-data')).toBe(documents.userData)
})

it('says what to install when there is no such program, and leaves an older seed as it was', async () => {
  const none: Runner = {
    place: 'here',
    run: async (argv) => {
      throw new CommandError(argv, { why: 'missing' }, '', '')
    },
  }
  const iso = join(folder, 'kept.iso')
  await writeFile(iso, 'older')
  const before = await readdir(folder)
  await expect(makeSeedIso(none, documents, iso)).rejects.toMatchObject({
    problems: [{ code: 'not_supported', hint: 'Install xorriso.' }],
  })
  expect(await readFile(iso, 'utf8')).toBe('older')
  expect(await readdir(folder)).toEqual(before)
})
