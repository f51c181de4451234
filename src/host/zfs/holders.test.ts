import { expect, test } from 'vitest'
import { sayHolder } from '../../domain/pool-dataset.ts'
import { holdersIn, programOf } from './holders.ts'

const volumes = new Map([['/dev/zd16', 'tank/kiste/web/root']])

test('who has what open, each process once', () => {
  const links = [
    '/proc/12/cwd\t/tank/photos',
    '/proc/12/fd/3\t/tank/photos/one',
    '/proc/13/fd/4\t/tankard/one',
    '/proc/14/fd/9\t/dev/zd16',
    '/proc/15/fd/9\t/dev/zd32',
    '/proc/16/map_files/7f00-7f01\t/tank/lib.so',
    '/proc/17/root\t/tank',
  ]
  expect(holdersIn(links, ['/tank'], volumes)).toEqual([
    { process: 12, path: '/tank/photos' },
    { process: 14, path: 'the volume tank/kiste/web/root' },
    { process: 16, path: '/tank/lib.so' },
    { process: 17, path: '/tank' },
  ])
})

test('a program by its command line, and the VM that QEMU runs', () => {
  expect(programOf('/usr/bin/tail\0-f\0/tank/log\0')).toEqual({ name: 'tail' })
  expect(programOf('/usr/bin/qemu-system-x86_64\0-name\0guest=web,,1,debug-threads=on\0-S\0')).toEqual({
    name: 'qemu-system-x86_64',
    vm: 'web,1',
  })
  expect(programOf('/usr/bin/qemu-img\0convert\0')).toEqual({ name: 'qemu-img' })
  expect(programOf('grep\0-name\0guest=web\0')).toEqual({ name: 'grep' })
  expect(programOf('')).toEqual({ name: 'a process' })
})

test('said to people', () => {
  expect(sayHolder({ name: 'bash', process: 12, path: '/tank' })).toBe('bash (process 12) has /tank')
  expect(sayHolder({ name: 'qemu', process: 12, vm: 'web', path: 'the volume x' })).toBe(
    'VM web has the volume x',
  )
})
