import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readKeptConsole } from './console-log.ts'
import { libvirtPaths } from './libvirt-paths.ts'

const paths = libvirtPaths('qemu:///session', { HOME: '/h' })
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kc-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const kept = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test('shows the last lines as they were meant', async () => {
  const path = kept('web', 'boot\r\n\u001b[0;32mup\u001b[0m\r\nweb login: ')
  expect(await readKeptConsole(paths, path, 'web', 2)).toEqual(['up', 'web login:'])
})

test('goes on in the file before, where the last one was begun anew', async () => {
  const path = kept('db', 'c\r\nd\r\n')
  kept('db.0', 'a\r\nb\r\n')
  expect(await readKeptConsole(paths, path, 'db', 3)).toEqual(['b', 'c', 'd'])
  expect(await readKeptConsole(paths, path, 'db', 1)).toEqual(['d'])
})

test('has nothing of a VM that never ran', async () => {
  expect(await readKeptConsole(paths, join(folder, 'new'), 'new', 9)).toEqual([])
})

test('of another machine cannot be read from here', async () => {
  await expect(readKeptConsole(undefined, '/store/web/console.log', 'web', 1)).rejects.toMatchObject({
    problems: [{ code: 'host_failed', hint: expect.stringContaining('ssh') as string }],
  })
})
