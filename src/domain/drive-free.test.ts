import { describe, expect, test } from 'vitest'
import { lossesOf, sayUse, whyNotFree } from './drive-free.ts'
import type { Drive, DriveUse } from './drive.ts'
import { someDrive } from './testing/drives.ts'

const device = '/dev/sda1'
const busy: readonly (readonly [DriveUse, string])[] = [
  [{ what: 'mounted', device, mountpoint: '/home' }, '/dev/sda1 is mounted at /home'],
  [{ what: 'swap', device }, '/dev/sda1 is swap space'],
  [{ what: 'pool', device, pool: 'tank', imported: true }, 'it belongs to the pool tank, which is imported'],
  [{ what: 'holder', device, holder: 'md RAID /dev/md0' }, '/dev/sda1 is held by md RAID /dev/md0'],
  [{ what: 'unreadable', device, because: 'no right' }, 'what is on /dev/sda1 could not be read: no right'],
  [{ what: 'vm', device, vm: 'web' }, 'it is a disk of the VM web'],
]
const erasable: readonly (readonly [DriveUse, string])[] = [
  [{ what: 'pool', device, pool: 'old', imported: false }, 'it belongs to the pool old'],
  [
    { what: 'content', device, type: 'ext4', label: 'my "docs"' },
    String.raw`/dev/sda1 has ext4 "my \"docs\"" on it`,
  ],
  [{ what: 'content', device, type: 'LVM2_member' }, '/dev/sda1 has LVM2_member on it'],
  [{ what: 'partitions', table: 'gpt', count: 1 }, 'it has a partition table (gpt) with 1 partition'],
]

test.each([...busy, ...erasable])('%j', (use, sentence) => {
  expect(sayUse(use)).toBe(sentence)
  expect(whyNotFree(someDrive({ uses: [use] }), 'drives[0]', false)).toMatchObject([
    {
      code: 'in_use',
      field: 'drives[0]',
      object: { type: 'drive', name: '/dev/disk/by-id/ata-HDD_S-sda' },
      message: `sda, HDD (serial S-sda), is not free: ${sentence}.`,
      hint: expect.stringMatching(/./) as string,
    },
  ])
})

describe('with leave to erase', () => {
  test.each(busy)('what is in use stays refused: %j', (use) => {
    expect(whyNotFree(someDrive({ uses: [use] }), 'drives[0]', true)).toHaveLength(1)
  })

  test.each(erasable)('what is only there is lost, and said: %j', (use, sentence) => {
    const drive = someDrive({ uses: [use] })
    expect(whyNotFree(drive, 'drives[0]', true)).toEqual([])
    expect(lossesOf(drive)).toEqual([`All that is on sda, HDD (serial S-sda): ${sentence}.`])
  })
})

test('a bare drive loses nothing, and a table says nothing beside what is in it', () => {
  expect(lossesOf(someDrive())).toEqual([])
  const uses: DriveUse[] = [
    { what: 'partitions', table: 'gpt', count: 1 },
    { what: 'content', device, type: 'ntfs' },
  ]
  expect(lossesOf(someDrive({ uses }))).toHaveLength(1)
})

test.each<[Partial<Drive>, RegExp]>([
  [{ byIdPath: undefined }, /no lasting path/],
  [{ readOnly: true }, /write-protected/],
  [{ zoned: 'host-managed' }, /SMR/],
  [{ sizeBytes: 1e6 }, /less than 1 GiB/],
])('unfit however it is asked for: %j', (changes, because) => {
  const problems = whyNotFree(someDrive(changes), 'new', true)
  expect(problems).toMatchObject([{ code: 'not_supported', field: 'new' }])
  expect(problems[0]?.message).toMatch(because)
})
