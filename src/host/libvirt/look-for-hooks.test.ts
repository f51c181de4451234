import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lookForHooks } from './look-for-hooks.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kiste-hooks-'))
})
afterEach(() => rm(root, { recursive: true }))

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
}

async function woken(): Promise<readonly number[]> {
  const pids: number[] = []
  await lookForHooks({ root, wake: (pid) => pids.push(pid) })
  return pids
}

test('each daemon of libvirt that runs is woken', async () => {
  await put({
    'run/libvirtd.pid': '71\n',
    'proc/71/comm': 'libvirtd\n',
    'run/virtqemud.pid': '72',
    'proc/72/comm': 'virtqemud\n',
  })
  expect(await woken()).toEqual([71, 72])
})

test('where none runs nobody is', async () => {
  expect(await woken()).toEqual([])
})

test.each([
  ['whose number went to another', { 'run/libvirtd.pid': '71\n', 'proc/71/comm': 'postgres\n' }],
  ['that ended without taking its file along', { 'run/libvirtd.pid': '71\n' }],
  ['whose file was not written yet', { 'run/libvirtd.pid': '' }],
  // kill(-1) and kill(0) would reach everybody.
  ['whose file is spoiled', { 'run/libvirtd.pid': '-1\n', 'proc/-1/comm': 'libvirtd\n' }],
])('one %s is left alone', async (_, files) => {
  await put(files)
  expect(await woken()).toEqual([])
})
