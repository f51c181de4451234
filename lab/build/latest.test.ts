import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readLatest, removeOldBuilds, today, writeLatest } from './latest.ts'

let cache: string
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'kiste-latest-'))
})
afterEach(() => rm(cache, { recursive: true, force: true }))

test('what was noted is read back, as long as its build is there', async () => {
  const latest = { askedOn: today(), folder: 'zfs-2.3-aaaaaaaaaaaa', zfs: '2.3.2' }
  expect(await readLatest(cache, 'recipe')).toBeUndefined()
  await writeLatest(cache, 'recipe', latest)
  expect(await readLatest(cache, 'recipe')).toBeUndefined()
  await mkdir(join(cache, latest.folder))
  expect(await readLatest(cache, 'recipe')).toEqual(latest)
})

test('only builds that a recipe of late, or a machine, stands on are kept, and nothing else is touched', async () => {
  const build = async (letter: string, askedOn?: string) => {
    const folder = `zfs-2.3-${letter.repeat(12)}`
    await mkdir(join(cache, folder))
    const hoursAgo = new Date(Date.now() - 2 * 3_600_000)
    await utimes(join(cache, folder), hoursAgo, hoursAgo)
    if (askedOn !== undefined) await writeLatest(cache, `recipe-${letter}`, { askedOn, folder, zfs: '2.3.2' })
    return folder
  }
  const current = await build('a', today())
  await build('b', '2020-01-01')
  await build('c')
  const underMachine = await build('d')
  await mkdir(join(cache, 'machines/one'), { recursive: true })
  await writeFile(join(cache, 'machines/one/machine.json'), `{"buildFolder":"${cache}/${underMachine}"}`)
  await mkdir(join(cache, 'module-2.3.2-eeeeeeeeeeee'))
  const justMade = `zfs-2.1-${'f'.repeat(12)}`
  await mkdir(join(cache, justMade))
  await removeOldBuilds(cache)
  expect((await readdir(cache)).toSorted()).toEqual([
    'machines',
    'module-2.3.2-eeeeeeeeeeee',
    'recipe-a.latest',
    justMade,
    current,
    underMachine,
  ])
})
