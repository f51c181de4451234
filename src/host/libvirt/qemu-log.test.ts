import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ProblemError } from '../../domain/problem.ts'
import { libvirtPaths, type LibvirtPaths } from './libvirt-paths.ts'
import { readQemuLog } from './qemu-log.ts'

let logs: string
let paths: LibvirtPaths

beforeAll(() => {
  logs = mkdtempSync(join(tmpdir(), 'kl-'))
  paths = { definitions: '/', autostart: '/', running: '/', logs }
})
afterAll(() => rmSync(logs, { recursive: true }))

test('shows the last lines, newest last', async () => {
  writeFileSync(join(logs, 'web.log'), 'one\ntwo\nthree\n')
  expect(await readQemuLog(paths, 'web', 2)).toEqual(['two', 'three'])
  expect(await readQemuLog(paths, 'web', 99)).toEqual(['one', 'two', 'three'])
  expect(await readQemuLog(paths, 'web', 0)).toEqual([])
})

test('reads only the end of a long log, in whole lines', async () => {
  const file = join(logs, 'long.log')
  writeFileSync(file, '')
  for (let part = 0; part < 40; part++) appendFileSync(file, `${'x'.repeat(40_000)} ${part}\n`)
  const lines = await readQemuLog(paths, 'long', 1000)
  expect(lines.at(-1)).toMatch(/ 39$/)
  expect(lines.length).toBeLessThan(20)
  for (const line of lines) expect(line.length).toBeGreaterThan(40_000)
})

test('has nothing of a VM that never ran, or of names that are no file name', async () => {
  writeFileSync(`${logs}.log`, 'secret')
  for (const name of ['never', '../x', `../${logs.split('/').at(-1) ?? ''}`, 'a\u0000b', '..'])
    expect(await readQemuLog(paths, name, 10)).toEqual([])
  rmSync(`${logs}.log`)
})

test('of another machine cannot be read from here', async () => {
  await expect(readQemuLog(libvirtPaths('qemu+ssh://host/system', {}), 'web', 1)).rejects.toThrow(
    ProblemError,
  )
})

test('libvirt keeps its files by mode and environment', () => {
  expect(libvirtPaths('qemu:///system', { HOME: '/h' })).toEqual({
    definitions: '/etc/libvirt/qemu',
    autostart: '/etc/libvirt/qemu/autostart',
    hooks: '/etc/libvirt/hooks',
    running: '/run/libvirt/qemu',
    logs: '/var/log/libvirt/qemu',
  })
  expect(libvirtPaths('qemu:///session', { HOME: '/h', XDG_RUNTIME_DIR: '/run/user/7' })).toEqual({
    definitions: '/h/.config/libvirt/qemu',
    autostart: '/h/.config/libvirt/qemu/autostart',
    running: '/run/user/7/libvirt/qemu/run',
    logs: '/h/.cache/libvirt/qemu/log',
  })
  expect(libvirtPaths('qemu+unix:///session?socket=/s', { XDG_CONFIG_HOME: '/c' })?.definitions).toBe(
    '/c/libvirt/qemu',
  )
})
