import { createHash } from 'node:crypto'
import { appendFile, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from './dir/open-dir-store.ts'
import { dirOpenUploads } from './dir/open-uploads.ts'
import { here } from './exec.ts'
import { dirTools } from './dir-tools.ts'
import { partFiles } from './part-files.ts'
import { realFiles } from './store-files.ts'
import { problem } from './testing/host-under-test.ts'

const content = Buffer.from('all that was sent')
const sha256 = createHash('sha256').update(content).digest('hex')
const wish = { name: 'disk.raw', sizeBytes: content.length }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste-parts-'))
})
afterEach(() => rm(folder, { recursive: true }))

const open = (files = realFiles) => partFiles({ files, folder: () => folder, now: () => new Date() })
const piece = async function* (from: number, to = content.length) {
  yield await Promise.resolve(content.subarray(from, to))
}

test('what a crash left beyond what was told to be kept does not count', async () => {
  const before = open()
  await before.begin('u', wish)
  await before.append('u', 0, piece(0, 5))
  await appendFile(join(folder, 'u.part', 'content'), 'torn')
  const after = open()
  expect(await after.get('u')).toMatchObject({ receivedBytes: 5 })
  await after.append('u', 5, piece(5))
  expect(await after.check('u')).toMatchObject({ sha256 })
  expect(await readFile(join(folder, 'u.part', 'content'))).toEqual(content)
})

test('a sum that knows of bytes whose note was not written is made anew', async () => {
  let isFull = false
  const parts = open({
    ...realFiles,
    writeNew: (path, text) =>
      isFull
        ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }))
        : realFiles.writeNew(path, text),
  })
  await parts.begin('u', wish)
  isFull = true
  await expect(parts.append('u', 0, piece(0, 5))).rejects.toMatchObject(problem('no_space'))
  isFull = false
  expect(await parts.get('u')).toMatchObject({ receivedBytes: 0 })
  await parts.append('u', 0, piece(0, 3))
  await parts.append('u', 3, piece(3))
  expect(await parts.check('u')).toMatchObject({ sha256 })
})

test('a folder that is a link is none of ours', async () => {
  await symlink('/etc', join(folder, 'u.part'))
  expect(await open().get('u')).toBeUndefined()
  expect(await open().list()).toEqual([])
  await expect(open().append('u', 0, piece(0))).rejects.toMatchObject(problem('not_found'))
})

test('in a folder store a whole one lies among the uploads, and what is under way survives the next opening', async () => {
  const opened = () => openStore({ root: folder, runner: here, tools: dirTools(here) })
  const before = dirOpenUploads(await opened())
  const [id, other] = ['0b1c0de5-0000-4000-8000-000000000001', '0b1c0de5-0000-4000-8000-000000000002']
  await before.begin(id, wish)
  await before.append(id, 0, piece(0, 5))
  const after = dirOpenUploads(await opened())
  await after.append(id, 5, piece(5))
  const whole = { id, state: 'whole', ...wish, sha256 }
  expect(await after.finish(id)).toEqual(whole)
  expect(await after.finish(id)).toEqual(whole)
  await after.begin(other, wish)
  expect((await readdir(join(folder, '.uploads'))).toSorted()).toEqual([id, `${other}.part`])
  for (const each of [id, other]) await after.drop(each)
  expect(await readdir(join(folder, '.uploads'))).toEqual([])
})
