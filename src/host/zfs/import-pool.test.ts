import { describe, expect, test } from 'vitest'
import type { PoolName } from '../../domain/dataset-name.ts'
import { exportPool, listImportable, lookAtRewind, parseRewind } from './import-pool.ts'
import { recorded } from './testing/fixtures.ts'
import { openRecorded } from './testing/open-recorded.ts'

describe('what could be imported', () => {
  test('is looked for where paths last', async () => {
    const argv = ['zpool', 'import', '-d', '/dev/disk/by-id']
    const { zfs } = await openRecorded('2.3.2', [{ argv, stdout: recorded('2.3.2', 'import-list').stdout }])
    expect((await listImportable(zfs)).map(({ name }) => name)).toEqual(['fp', 'op'])
  })

  test('elsewhere, and what was destroyed; nothing found is no error', async () => {
    const argv = ['zpool', 'import', '-d', '/f', '-D']
    const { zfs } = await openRecorded('2.3.2', [{ argv, code: 1, stderr: 'no pools available to import\n' }])
    expect(await listImportable(zfs, { folders: ['/f'], destroyed: true })).toEqual([])
  })
})

describe('going back a little', () => {
  test('is looked at and not done', async () => {
    const argv = ['zpool', 'import', '-d', '/dev/disk/by-id', '-F', '-n', '--', '42']
    const stdout =
      'Would be able to return tank to its state as of Sun Nov 22 20:10:48 2026.\nWould discard approximately 34 seconds of transactions.\n'
    const { zfs } = await openRecorded('2.3.2', [{ argv, code: 1, stdout }])
    expect(await lookAtRewind(zfs, { guid: '42', name: 'tank' })).toEqual({
      possible: true,
      asOf: '2026-11-22T20:10:48.000Z',
      lost: '34 seconds',
    })
  })

  test('may lose nothing, or be impossible', () => {
    expect(parseRewind('Would be able to return a b to its state as of Sun Nov 22 20:10:48 2026.\n')).toEqual(
      {
        possible: true,
        asOf: '2026-11-22T20:10:48.000Z',
      },
    )
    expect(parseRewind('')).toEqual({ possible: false })
  })
})

test('a pool that udev still looks into is let go a little later', async () => {
  const argv = ['zpool', 'export', '--', 'tank']
  const busy = { argv, code: 1, stderr: "cannot export 'tank': pool is busy\n" }
  const noWait = { sleep: () => Promise.resolve() }
  const { zfs, runner } = await openRecorded('2.1.11', [busy, busy, { argv }])
  await exportPool(zfs, 'tank' as PoolName, noWait)
  expect(runner.unused()).toEqual([])
  const stuck = await openRecorded('2.1.11', [{ ...busy, times: 8 }])
  await expect(exportPool(stuck.zfs, 'tank' as PoolName, noWait)).rejects.toMatchObject({
    problems: [{ code: 'in_use', object: { type: 'pool', name: 'tank' } }],
  })
})
