import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { settleFile, settleFolder, withScratch } from './durable.ts'

let parent: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'kiste-durable-'))
})
afterEach(async () => rm(parent, { recursive: true, force: true }))

it('a scratch folder is gone afterwards, whether the work succeeded or not', async () => {
  const made = await withScratch(parent, async (folder) => {
    await writeFile(join(folder, 'x'), 'x')
    return folder
  })
  expect(made.startsWith(parent)).toBe(true)
  await expect(
    withScratch(parent, async (folder) => {
      await mkdir(join(folder, 'deep/er'), { recursive: true })
      throw new Error('broke')
    }),
  ).rejects.toThrow('broke')
  expect(await readdir(parent)).toEqual([])
})

it("removes what dead processes left, and nobody else's folders", async () => {
  const dead = spawnSync('true').pid
  await mkdir(join(parent, `.${dead}-AbCdEf`))
  await mkdir(join(parent, `.${process.pid}-AbCdEf`))
  await mkdir(join(parent, '.other'))
  await mkdir(join(parent, `kiste-${dead}-AbCdEf`))
  await withScratch(parent, async () => undefined)
  expect((await readdir(parent)).toSorted()).toEqual(
    ['.other', `.${process.pid}-AbCdEf`, `kiste-${dead}-AbCdEf`].toSorted(),
  )
  await withScratch(parent, async () => undefined, { prefix: 'kiste-' })
  expect(await readdir(parent)).not.toContain(`kiste-${dead}-AbCdEf`)
})

it('settling replaces a file in one go, and takes only a free name for a folder', async () => {
  await writeFile(join(parent, 'new'), 'new')
  await writeFile(join(parent, 'name'), 'old')
  await settleFile(join(parent, 'new'), join(parent, 'name'))
  expect(await readFile(join(parent, 'name'), 'utf8')).toBe('new')
  for (const name of ['a', 'b']) {
    await mkdir(join(parent, name))
    await writeFile(join(parent, name, 'file'), name)
  }
  await expect(settleFolder(join(parent, 'a'), join(parent, 'b'))).rejects.toMatchObject({
    code: 'ENOTEMPTY',
  })
  expect(await readFile(join(parent, 'b/file'), 'utf8')).toBe('b')
  await settleFolder(join(parent, 'a'), join(parent, 'c'))
  expect(await readFile(join(parent, 'c/file'), 'utf8')).toBe('a')
})
