import { mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { linkInto } from './link-folder.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kiste-links-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

test('a folder holds these links, and what is no link stays', async () => {
  const folder = join(root, 'not/there/yet')
  await linkInto(folder, [
    { name: 'a', path: '/disks/a' },
    { name: 'b', path: '/disks/b' },
  ])
  await writeFile(join(folder, 'made-by-hand'), 'mine')
  await symlink('/elsewhere', join(folder, 'stray'))
  const wanted = [
    { name: 'b', path: '/disks/b2' },
    { name: 'c', path: '/disks/c' },
  ]
  await linkInto(folder, wanted)
  await linkInto(folder, wanted)
  expect((await readdir(folder)).toSorted()).toEqual(['b', 'c', 'made-by-hand'])
  expect(await readlink(join(folder, 'b'))).toBe('/disks/b2')
  expect(await readFile(join(folder, 'made-by-hand'), 'utf8')).toBe('mine')
})

test("a name that somebody's file has is refused, and the file stays", async () => {
  await writeFile(join(root, 'a'), 'mine')
  await expect(linkInto(root, [{ name: 'a', path: '/disks/a' }])).rejects.toMatchObject({ code: 'EEXIST' })
  expect(await readFile(join(root, 'a'), 'utf8')).toBe('mine')
})
