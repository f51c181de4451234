import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ProblemError } from '../../domain/problem.ts'
import { libvirtPaths, type LibvirtPaths } from './libvirt-paths.ts'
import { moveQemuLog, removeQemuLog } from './qemu-log-files.ts'

let folder: string
let logs: string
let paths: LibvirtPaths

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kl-'))
  logs = join(folder, 'log')
  mkdirSync(logs)
  paths = { definitions: '/', autostart: '/', running: '/', logs }
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (...names: readonly string[]) => names.forEach((name) => writeFileSync(join(logs, name), name))
const names = () => readdirSync(logs).toSorted()

test('a log goes with its rotated parts, and nothing else', async () => {
  const others = ['web', 'web.log.1.log', 'web.log.bak', 'web.logs', 'web2.log', 'aweb.log', 'web.log.1x']
  write('web.log', 'web.log.0', 'web.log.12', ...others)
  await removeQemuLog(paths, 'web')
  expect(names()).toEqual(others.toSorted())
  await removeQemuLog(paths, 'web')
})

test('a name with signs that mean something in patterns is only a name', async () => {
  write('w.b.log', 'web.log', 'w[eo]b.log', 'wob.log')
  await removeQemuLog(paths, 'w[eo]b')
  await removeQemuLog(paths, 'w.b')
  expect(names()).toEqual(['web.log', 'wob.log'])
})

test('no name and no link leads out of the folder', async () => {
  writeFileSync(join(folder, 'secret.log'), 'secret')
  mkdirSync(join(logs, 'folder.log'))
  write('folder.log/x')
  symlinkSync('../secret.log', join(logs, 'link.log'))
  const before = names()
  for (const name of ['../secret', 'log/../../secret', 'folder', 'link', '..', '', 'a\u0000b'])
    await removeQemuLog(paths, name)
  write('web.log')
  for (const name of ['../web', 'folder.log/web', 'a\u0000b']) await moveQemuLog(paths, 'web', name)
  expect(names()).toEqual([...before, 'web.log'])
  expect(readFileSync(join(folder, 'secret.log'), 'utf8')).toBe('secret')
  expect(readdirSync(folder).toSorted()).toEqual(['log', 'secret.log'])
})

test('a log follows its VM to another name, and takes nobody’s place', async () => {
  write('old.log', 'old.log.0', 'taken.log')
  await moveQemuLog(paths, 'old', 'taken')
  expect(names()).toEqual(['old.log', 'old.log.0', 'taken.log'])
  await moveQemuLog(paths, 'old', 'new')
  expect(names()).toEqual(['new.log', 'new.log.0', 'taken.log'])
  expect(readFileSync(join(logs, 'new.log.0'), 'utf8')).toBe('old.log.0')
  await moveQemuLog(paths, 'old', 'other')
})

test('where nothing ever ran there is no folder, which is fine', async () => {
  rmSync(logs, { recursive: true })
  await removeQemuLog(paths, 'web')
  await moveQemuLog(paths, 'web', 'www')
  expect(readdirSync(folder)).toEqual([])
})

test('on another machine it cannot be reached, which is said', async () => {
  const there = libvirtPaths('qemu+ssh://host/system', {})
  await expect(removeQemuLog(there, 'web')).rejects.toThrow(ProblemError)
  await expect(moveQemuLog(there, 'web', 'www')).rejects.toThrow('VM web cannot be moved: it is on the other')
})
