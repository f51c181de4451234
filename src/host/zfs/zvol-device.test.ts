import { describe, expect, test } from 'vitest'
import type { DatasetName } from '../../domain/dataset-name.ts'
import { activateZvol, findZvol, isZvol } from './zvol-device.ts'
import { openRecorded } from './testing/open-recorded.ts'
import { recordedRunner, type Reply } from './testing/recorded-runner.ts'

const disk = 'tank/v a' as DatasetName
const helper = '/usr/lib/udev/zvol_id'
const readlink = ['readlink', '-e', '--', '/dev/zvol/tank/v+a']
// prettier-ignore
const find = ['find', '/dev', '-maxdepth', '1', '-type', 'b', '-name', 'zd*', '!', '-name', 'zd*p*', '-printf', '\\n%p\\t', '-exec', helper, '{}', ';']
// prettier-ignore
const openLinks = [
  'find', '/proc', '-mindepth', '2', '-maxdepth', '3', '-regextype', 'posix-extended',
  '-regex', '/proc/[0-9]+/(cwd|root|exe|fd/[0-9]+|map_files/.+)', '-type', 'l',
  '(', '-lname', '/dev/zd16', '-o', '-lname', '/dev/zd16p*', ')', '-printf', String.raw`%p\t%l\n`,
]
const lsblk = ['lsblk', '--noheadings', '--raw', '--output', 'TYPE,MOUNTPOINT', '/dev/zd16']
const linkTo = (path: string): Reply => ({ argv: readlink, stdout: `${path}\n` })
const noLink: Reply = { argv: readlink, code: 1 }
const is = (path: string, volume: string): Reply => ({ argv: [helper, path], stdout: `${volume}\n` })
const noWait = { sleep: () => Promise.resolve() }

describe('the node of a volume', () => {
  test('is where the link points, when the kernel says so too', async () => {
    const runner = recordedRunner([linkTo('/dev/zd16'), is('/dev/zd16', 'tank/v+a')])
    expect(await findZvol(runner, disk)).toBe('/dev/zd16')
  })

  test('is not where a stale link points: that is the disk of another', async () => {
    const runner = recordedRunner([
      linkTo('/dev/zd16'),
      is('/dev/zd16', 'tank/other'),
      { argv: find, stdout: '\n/dev/zd0\ttank/v+a\n\n/dev/zd16\ttank/other\n' },
    ])
    expect(await findZvol(runner, disk)).toBe('/dev/zd0')
  })

  test('is found without a link', async () => {
    const runner = recordedRunner([noLink, { argv: find, stdout: '\n/dev/zd0\t\n/dev/zd32\ttank/v+a\n' }])
    expect(await findZvol(runner, disk)).toBe('/dev/zd32')
  })

  test('is none when the kernel knows none, whatever links there are', async () => {
    for (const odd of ['/dev/sda', '/dev/zd16p1', ''])
      expect(await findZvol(recordedRunner([linkTo(odd), { argv: find, stdout: '' }]), disk)).toBeUndefined()
  })

  test('that goes away in the middle is none', async () => {
    const gone: Reply = {
      argv: [helper, '/dev/zd16'],
      code: 1,
      stderr: '/dev/zd16: No such file or directory',
    }
    expect(
      await findZvol(recordedRunner([linkTo('/dev/zd16'), gone, { argv: find, stdout: '' }]), disk),
    ).toBeUndefined()
  })

  test('can be checked by itself', async () => {
    expect(await isZvol(recordedRunner([is('/dev/zd16', 'tank/v+a')]), '/dev/zd16', disk)).toBe(true)
    expect(await isZvol(recordedRunner([is('/dev/zd16', 'tank/other')]), '/dev/zd16', disk)).toBe(false)
  })

  test('is asked for with the helper where it lies', async () => {
    const old = '/lib/udev/zvol_id'
    const runner = recordedRunner([
      linkTo('/dev/zd16'),
      { argv: [helper, '/dev/zd16'], end: { why: 'missing' } },
      { argv: [old, '/dev/zd16'], stdout: 'tank/other\n' },
      {
        argv: find,
        stdout: '\n/dev/zd16\t',
        stderr: `find: ‘${helper}’: No such file or directory`,
        code: 1,
      },
      { argv: find.map((word) => (word === helper ? old : word)), stdout: '\n/dev/zd0\ttank/v+a\n' },
    ])
    expect(await findZvol(runner, disk)).toBe('/dev/zd0')
    const without = recordedRunner(
      [helper, old].map((path) => ({ argv: [path, '/dev/zd16'], end: { why: 'missing' } })),
    )
    await expect(isZvol(without, '/dev/zd16', disk)).rejects.toThrow(/zvol_id/)
  })
})

describe('activating', () => {
  test('shows the volume to the host and waits until the kernel has its node', async () => {
    const { zfs, runner } = await openRecorded('2.3.2', [
      volume('none'),
      { ...noLink, times: 3 },
      { argv: find, stdout: '', times: 3 },
      { argv: ['zfs', 'set', 'volmode=dev', disk] },
      linkTo('/dev/zd16'),
      is('/dev/zd16', 'tank/v+a'),
    ])
    expect(await activateZvol(zfs, disk, noWait)).toBe('/dev/zd16')
    expect(runner.unused()).toEqual([])
  })

  test.each([
    ['is left as it is while something has it open', 'disk \npart /mnt\n', false],
    ['no longer shows its partitions once nothing has it open', 'disk \npart \n', true],
  ])('one that shows its partitions %s', async (_, devices, isChanged) => {
    const { zfs, runner } = await openRecorded('2.3.2', [
      volume('full'),
      { ...linkTo('/dev/zd16'), times: 2 },
      { ...is('/dev/zd16', 'tank/v+a'), times: 2 },
      { argv: openLinks, stdout: '' },
      { argv: lsblk, stdout: devices },
      ...(isChanged ? [{ argv: ['zfs', 'set', 'volmode=dev', disk] }] : []),
    ])
    expect(await activateZvol(zfs, disk, noWait)).toBe('/dev/zd16')
    expect(runner.unused()).toEqual([])
  })

  test('changes nothing on one that is shown already', async () => {
    const { zfs } = await openRecorded('2.3.2', [
      volume('dev'),
      linkTo('/dev/zd16'),
      is('/dev/zd16', 'tank/v+a'),
    ])
    expect(await activateZvol(zfs, disk, noWait)).toBe('/dev/zd16')
  })

  test('ends when no node comes', async () => {
    const { zfs } = await openRecorded('2.3.2', [
      volume('dev'),
      { ...noLink, times: 4 },
      { argv: find, stdout: '', times: 4 },
    ])
    await expect(activateZvol(zfs, disk, { ...noWait, limitMs: 600 })).rejects.toMatchObject({
      problems: [{ code: 'host_failed', object: { type: 'dataset', name: disk } }],
    })
  })

  test.each([
    [volume('-', 'FILESYSTEM'), 'wrong_state'],
    [
      { argv: volume('dev').argv, code: 1, stderr: `cannot open '${disk}': dataset does not exist\n` },
      'not_found',
    ],
  ])('is refused for what is no volume: %#', async (reply, code) => {
    const { zfs } = await openRecorded('2.3.2', [reply])
    await expect(activateZvol(zfs, disk, noWait)).rejects.toMatchObject({ problems: [{ code }] })
  })
})

function volume(mode: string, type = 'VOLUME'): Reply {
  const properties = {
    guid: { value: '1', source: { type: 'NONE', data: '-' } },
    volmode: { value: mode, source: { type: 'LOCAL', data: '-' } },
  }
  const datasets = { [disk]: { name: disk, type, createtxg: '5', properties } }
  return {
    argv: [
      'zfs',
      'list',
      '-j',
      '-p',
      '-o',
      'name,guid,volmode',
      '-t',
      'filesystem,volume',
      '-d',
      '0',
      '--',
      disk,
    ],
    stdout: JSON.stringify({ output_version: { vers_major: 0 }, datasets }),
  }
}
