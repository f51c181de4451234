import { mkdir, mkdtemp, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isFileOpen } from './open-files.ts'

let folder = ''
beforeEach(async () => {
  // On another file system than that of the other tests, which have files of that name open, too.
  folder = await mkdtemp('/var/tmp/kiste-open-')
  await mkdir(join(folder, 'data'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('a raw file is in use while anything has it open, also under a name it had before', async () => {
  const path = join(folder, 'data', 'disk.raw')
  await writeFile(path, 'content')
  const devices = new Set([(await stat(path)).dev])
  expect(await isFileOpen(devices)).toBe(false)
  const file = await open(path)
  expect(await isFileOpen(devices)).toBe(true)
  // A file of that name on another file system is another.
  expect(await isFileOpen(new Set([1]))).toBe(false)
  expect(await isFileOpen(new Set())).toBe(false)
  await rename(join(folder, 'data'), join(folder, 'renamed'))
  expect(await isFileOpen(devices)).toBe(true)
  await rm(join(folder, 'renamed', 'disk.raw'))
  expect(await isFileOpen(devices)).toBe(true)
  await file.close()
  expect(await isFileOpen(devices)).toBe(false)
})

test('another file there is no disk', async () => {
  const path = join(folder, 'data', 'notes')
  await writeFile(path, 'content')
  const file = await open(path)
  expect(await isFileOpen(new Set([(await stat(path)).dev]))).toBe(false)
  await file.close()
})
