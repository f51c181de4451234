import { expect, test } from 'vitest'
import { readMemoryEcc, readOccupied, troublesIn } from './pool-surroundings.ts'
import { recordedRunner } from './testing/recorded-runner.ts'

const event = (at: string, name: string, guid = '0x10') => ({
  id: 1,
  at,
  class: name,
  values: new Map([['vdev_guid', guid]]),
})

test('troubles come from events and the kernel’s log, one of each kind and place', () => {
  const log = [
    '2026-11-26T10:00:01,500000+00:00 ata3: hard resetting link',
    '2026-11-26T10:00:03,500000+00:00 ata3: hard resetting link',
    '2026-11-26T10:00:04,000000+00:00 something else',
    'not a line with a time',
  ].join('\n')
  expect(troublesIn([event('2026-11-26T09:00:00.000Z', 'ereport.fs.zfs.io')], log)).toEqual([
    { what: 'io-error', at: '2026-11-26T09:00:00.000Z', count: 1, where: '16' },
    { what: 'link-reset', at: '2026-11-26T10:00:03.500Z', count: 2, where: 'ata3' },
  ])
})

test('what came before the pool was mended is settled', () => {
  const events = [
    event('2026-11-26T09:00:00.000Z', 'ereport.fs.zfs.io'),
    event('2026-11-26T10:00:00.000Z', 'sysevent.fs.zfs.resilver_finish'),
  ]
  expect(troublesIn(events, '2026-11-26T09:30:00,000000+00:00 ata3: hard resetting link')).toEqual([])
})

test('folders that are there and not empty', async () => {
  const empty = ['-maxdepth', '0', '-not', '(', '-type', 'd', '-empty', ')', '-print0']
  const argv = (...folders: string[]) => ['find', ...folders, ...empty]
  const runner = recordedRunner([
    { argv: argv('/tank', '/srv/my pool'), stdout: '/srv/my pool\0', code: 1, stderr: 'find: No such file' },
  ])
  expect(await readOccupied(runner, ['/tank', '/srv/my pool', 'none'])).toEqual(['/srv/my pool'])
  expect(await readOccupied(runner, ['none'])).toEqual([])
})

test('memory that mends itself is known only where the kernel watches it', async () => {
  const argv = ['find', '/sys/devices/system/edac/mc', '-maxdepth', '1', '-name', 'mc[0-9]*']
  const runner = recordedRunner([
    { argv, stdout: '/sys/devices/system/edac/mc/mc0\n' },
    { argv, code: 1, stderr: 'find: No such file or directory' },
  ])
  expect(await readMemoryEcc(runner)).toBe(true)
  expect(await readMemoryEcc(runner)).toBe(null)
})
