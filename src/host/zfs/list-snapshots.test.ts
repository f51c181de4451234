import { describe, expect, test } from 'vitest'
import type { DatasetName, SnapshotName } from '../../domain/dataset-name.ts'
import {
  listBookmarks,
  listSnapshots,
  parseSnapshotRows,
  snapshotDetails,
  snapshotsNamed,
} from './list-snapshots.ts'
import { portions } from './argv-portions.ts'
import { ZfsOutputError } from './output-error.ts'
import { openRecorded } from './testing/open-recorded.ts'

const web = 'tank/web' as DatasetName
const [s1, s2] = ['tank/web@s 1', 'tank/web@s2'] as const
const names = [s1, s2] as readonly string[] as readonly SnapshotName[]
const quick = ['zfs', 'list', '-H', '-p', '-t', 'snapshot', '-o', 'name,guid,createtxg']
const details = 'name,guid,createtxg,creation,used,refer,userrefs,defer_destroy'

describe('the list of snapshots', () => {
  test('asks for nothing that would open each of them', async () => {
    const argv = [...quick, '-s', 'createtxg', '-d', '1', '--', web]
    const { zfs } = await openRecorded('2.3.2', [
      { argv, stdout: `${s1}\t18090237443313033072\t5\n${s2}\t2\t6\n` },
    ])
    expect(await listSnapshots(zfs, web)).toEqual([
      { name: s1, guid: '18090237443313033072', createTxg: 5 },
      { name: s2, guid: '2', createTxg: 6 },
    ])
  })

  test('can take in those of all below', async () => {
    const argv = [...quick, '-s', 'createtxg', '-r', '--', web]
    const { zfs } = await openRecorded('2.3.2', [{ argv, stdout: '' }])
    expect(await listSnapshots(zfs, web, { below: true })).toEqual([])
  })

  test.each(['tank/web\t1\t2', 'tank/web@s\t1', 'tank/web@s\t1\tx', 'tank/web@s 1 2'])(
    '%j is no row',
    (row) => {
      expect(() => parseSnapshotRows(row)).toThrow(ZfsOutputError)
    },
  )
})

describe('named snapshots', () => {
  const argv = [...quick, '--', ...names]
  const gone = `cannot open '${s1}': dataset does not exist\n`

  test('that are gone are left out', async () => {
    const { zfs } = await openRecorded('2.3.2', [{ argv, code: 1, stdout: `${s2}\t2\t6\n`, stderr: gone }])
    expect(await snapshotsNamed(zfs, names)).toEqual([{ name: s2, guid: '2', createTxg: 6 }])
  })

  test('another error among them is one', async () => {
    const stderr = `${gone}cannot open '${s2}': I/O error\n`
    const { zfs } = await openRecorded('2.3.2', [{ argv, code: 1, stdout: '', stderr }])
    await expect(snapshotsNamed(zfs, names)).rejects.toThrow()
  })

  test('in detail', async () => {
    const { zfs } = await openRecorded('2.3.2', [
      {
        argv: ['zfs', 'list', '-H', '-p', '-t', 'snapshot', '-o', details, '-s', 'createtxg', '--', ...names],
        code: 1,
        stdout: `${s2}\t2\t6\t1795377951\t76384\t130944\t1\toff\n`,
        stderr: gone,
      },
    ])
    expect(await snapshotDetails(zfs, names)).toEqual([
      {
        name: s2,
        guid: '2',
        createTxg: 6,
        createdAt: '2026-11-22T20:05:51.000Z',
        usedBytes: 76_384,
        referencedBytes: 130_944,
        holds: 1,
        deferredDestroy: false,
      },
    ])
  })

  test('of none run nothing', async () => {
    const { zfs } = await openRecorded('2.3.2', [])
    expect(await snapshotDetails(zfs, [])).toEqual([])
    expect(await snapshotsNamed(zfs, [])).toEqual([])
  })

  test('too many for one command line go into several', async () => {
    const many = Array.from({ length: 600 }, (_, nth) => `tank/${'x'.repeat(200)}@${nth}` as SnapshotName)
    const dealt = portions(many)
    const replies = dealt.map((portion) => ({ argv: [...quick, '--', ...portion], stdout: '' }))
    const { zfs, runner } = await openRecorded('2.3.2', replies)
    await snapshotsNamed(zfs, many)
    expect(dealt).toHaveLength(2)
    expect(runner.unused()).toEqual([])
  })
})

test('bookmarks', async () => {
  const argv = [
    'zfs',
    'list',
    '-H',
    '-p',
    '-t',
    'bookmark',
    '-o',
    'name,guid,createtxg',
    '-s',
    'createtxg',
    '-d',
    '1',
    '--',
    web,
  ]
  const { zfs } = await openRecorded('2.3.2', [{ argv, stdout: 'tank/web#m\t7\t5\n' }])
  expect(await listBookmarks(zfs, web)).toEqual([{ name: 'tank/web#m', guid: '7', createTxg: 5 }])
})
