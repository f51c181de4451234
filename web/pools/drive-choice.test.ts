import { expect, test } from 'vitest'
import type { Drive } from '../api/answers.ts'
import { driveChoice, needErasing, sortDrives } from './drive-choice.ts'
import { driveNotes, driveTone } from './drive-notes.ts'
import { withSpares } from './spare-drives.ts'
import { drive, pool, vdev } from './testing/pools.ts'

const content = { what: 'content', device: '/dev/x', type: 'ext4', label: undefined } as const
const mounted = { what: 'mounted', device: '/dev/x', mountpoint: '/' } as const
const member = { what: 'pool', device: '/dev/x', pool: 'tank', guid: undefined, imported: true } as const

test.each([
  [[], 'free'],
  [[content], 'used-before'],
  [[{ what: 'partitions', table: 'gpt', count: 2 }], 'used-before'],
  [[{ ...member, imported: false }], 'used-before'],
  [[member], 'taken'],
  [[mounted], 'taken'],
  // What is in use decides, whatever else could be erased.
  [[content, mounted], 'taken'],
  [[{ what: 'unreadable', device: '/dev/x', because: 'asleep' }], 'taken'],
] as const satisfies readonly (readonly [Drive['uses'], string])[])('%j is %s', (uses, is) => {
  expect(driveChoice({ uses }).is).toBe(is)
})

const drives = [drive('sda', [member]), drive('sdb', [content]), drive('sdc')] as unknown as readonly Drive[]

test('bare drives are offered first, those in use not at all', () => {
  const { open, taken } = sortDrives(drives)
  expect(open.map(({ kernelName }) => kernelName)).toEqual(['sdc', 'sdb'])
  expect(taken.map(({ kernelName }) => kernelName)).toEqual(['sda'])
})

test('erasing has to be meant only for what has something on it', () => {
  expect(needErasing(drives, ['/dev/disk/by-id/ata-sdc'])).toBe(false)
  expect(needErasing(drives, ['/dev/disk/by-id/ata-sdc', '/dev/disk/by-id/ata-sdb'])).toBe(true)
})

test('a spare of the pool that waits may take the place of a drive', () => {
  const spare = vdev('sda', { class: 'spare', state: 'avail' })
  expect(sortDrives(withSpares(drives, pool({ vdevs: [spare] }))).taken).toEqual([])
  expect(sortDrives(withSpares(drives, pool({ vdevs: [{ ...spare, state: 'inuse' }] }))).taken).toHaveLength(
    1,
  )
})

test('what a drive says of itself, the worst first', () => {
  const smart = {
    known: true,
    passed: false,
    temperatureCelsius: 56,
    powerOnHours: 45_300,
    reallocatedSectors: 8,
  } as Drive['smart']
  expect(driveNotes({ smart })).toEqual([
    { key: 'drive.failing' },
    { key: 'drive.badSectors', values: { count: 8 } },
    { key: 'drive.hot', values: { celsius: 56 } },
    { key: 'drive.age', values: { years: 5.2 } },
  ])
  expect(driveNotes({ smart: { known: false, because: 'USB' } })).toEqual([])
})

test.each([
  [{ known: true }, [], 'off'],
  [{ known: false, because: 'USB' }, [member], 'ok'],
  [{ known: true }, [content], 'look'],
  [{ known: true, reallocatedSectors: 3 }, [member], 'look'],
  [{ known: true, passed: false, reallocatedSectors: 3 }, [], 'broken'],
] as const)('a drive that says %j, used for %j, is %s', (smart, uses, tone) => {
  expect(driveTone({ smart, uses })).toBe(tone)
})
