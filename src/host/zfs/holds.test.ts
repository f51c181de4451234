import { describe, expect, test } from 'vitest'
import type { SnapshotName } from '../../domain/dataset-name.ts'
import { listHolds, parseHolds } from './holds.ts'
import { ZfsOutputError } from './output-error.ts'
import { openRecorded } from './testing/open-recorded.ts'

const s1 = 'tank/web@s 1' as SnapshotName

describe('holds', () => {
  test('since 2.2 have a time', async () => {
    const { zfs } = await openRecorded('2.3.2', [
      { argv: ['zfs', 'holds', '-Hp', '--', s1], stdout: 'tank/web@s 1\tkeep this\t1795377951\n' },
    ])
    expect(await listHolds(zfs, [s1])).toEqual([
      { snapshot: s1, tag: 'keep this', heldAt: '2026-11-22T20:05:51.000Z' },
    ])
  })

  test('before, have a date without seconds', async () => {
    const { zfs } = await openRecorded('2.1.11', [
      { argv: ['zfs', 'holds', '-H', '--', s1], stdout: 'tank/web@s 1\tkiste\tSun Nov 22 20:05 2026\n' },
    ])
    expect(await listHolds(zfs, [s1])).toEqual([
      { snapshot: s1, tag: 'kiste', heldAt: '2026-11-22T20:05:00.000Z' },
    ])
  })

  test('none are none', async () => {
    const { zfs } = await openRecorded('2.3.2', [{ argv: ['zfs', 'holds', '-Hp', '--', s1], stdout: '' }])
    expect(await listHolds(zfs, [s1])).toEqual([])
    expect(await listHolds(zfs, [])).toEqual([])
  })

  test('with a date nobody can read are holds all the same', () => {
    expect(parseHolds('tank@s\tk\tgestern\n')).toEqual([{ snapshot: 'tank@s', tag: 'k' }])
  })

  test.each(['tank\tk\t1', 'tank@s', 'tank@s\tk\t1\tx'])('%j is no row', (row) => {
    expect(() => parseHolds(row)).toThrow(ZfsOutputError)
  })
})
