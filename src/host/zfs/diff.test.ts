import { expect, test } from 'vitest'
import type { DatasetName, SnapshotName } from '../../domain/dataset-name.ts'
import { diffSnapshots, parseDiff } from './diff.ts'
import { ZfsOutputError } from './output-error.ts'
import { openRecorded } from './testing/open-recorded.ts'

test('what changed, with names of all kinds', () => {
  const rows = [
    '1795377951.000000001\tM\t/\t/tank/web/',
    '1795377952.500000000\t+\tF\t/tank/web/two\\0040words',
    '1795377953.000000000\t-\tF\t/tank/web/back\\0134slash\\0011tab',
    '1795377954.000000000\tR\tF\t/tank/web/old\t/tank/web/gr\\0303\\0274n',
    '1795377955.000000000\tM\tF\t/tank/web/linked\t(+1)',
    '1795377956.000000000\t+\t@\t/tank/web/link',
    '1795377957.000000000\t+\tB\t/tank/web/device',
  ]
  expect(parseDiff(`${rows.join('\n')}\n`)).toEqual([
    { change: 'modified', type: 'folder', path: '/tank/web/', changedAt: '2026-11-22T20:05:51.000Z' },
    { change: 'added', type: 'file', path: '/tank/web/two words', changedAt: '2026-11-22T20:05:52.500Z' },
    {
      change: 'removed',
      type: 'file',
      path: '/tank/web/back\\slash\ttab',
      changedAt: '2026-11-22T20:05:53.000Z',
    },
    {
      change: 'renamed',
      type: 'file',
      path: '/tank/web/old',
      newPath: '/tank/web/grün',
      changedAt: '2026-11-22T20:05:54.000Z',
    },
    { change: 'modified', type: 'file', path: '/tank/web/linked', changedAt: '2026-11-22T20:05:55.000Z' },
    { change: 'added', type: 'link', path: '/tank/web/link', changedAt: '2026-11-22T20:05:56.000Z' },
    { change: 'added', type: 'other', path: '/tank/web/device', changedAt: '2026-11-22T20:05:57.000Z' },
  ])
})

test('nothing changed', () => {
  expect(parseDiff('')).toEqual([])
})

test.each(['x', '1\t?\tF\t/a', 'now\t+\tF\t/a', '1\t+\tF\t'])('%j is no row', (row) => {
  expect(() => parseDiff(row)).toThrow(ZfsOutputError)
})

test('asks for two points of one file system', async () => {
  const argv = ['zfs', 'diff', '-F', '-H', '-t', '--', 'tank/web@a b', 'tank/web']
  const { zfs, runner } = await openRecorded('2.3.2', [{ argv, stdout: '' }])
  await diffSnapshots(zfs, 'tank/web@a b' as SnapshotName, 'tank/web' as DatasetName)
  expect(runner.unused()).toEqual([])
})
