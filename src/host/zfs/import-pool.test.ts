import { describe, expect, test } from 'vitest'
import type { PoolName } from '../../domain/dataset-name.ts'
import { exportPool, listImportable, lookAtRewind, parseRewind } from './import-pool.ts'
import { recorded } from './testing/fixtures.ts'
import { openRecorded } from './testing/open-recorded.ts'
import type { Reply } from './testing/recorded-runner.ts'

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

const kstats = '/proc/spl/kstat/zfs'
const find = ['find', kstats, '-mindepth', '1', '-maxdepth', '1', '-type', 'd', '-printf', String.raw`%f\n`]
const none: readonly Reply[] = [{ argv: find }]

function imported(readOnly: 'on' | 'off'): readonly Reply[] {
  const columns = 'name,guid,health,size,allocated,free,fragmentation,dedupratio,readonly'
  return [
    { argv: find, stdout: 'tank\n' },
    { argv: ['grep', '-H', '', `${kstats}/tank/state`], stdout: `${kstats}/tank/state:ONLINE\n` },
    {
      argv: ['zpool', 'list', '-H', '-p', '-o', columns, 'tank'],
      stdout: `tank\t42\tONLINE\t738197504\t189294592\t548902912\t3\t1.00\t${readOnly}\n`,
    },
  ]
}

describe('going back a little', () => {
  const look = ['zpool', 'import', '-d', '/dev/disk/by-id', '-N', '-o', 'readonly=on', '-o', 'cachefile=none']
  const argv = [...look, '-F', '-n', '--', '42']

  test('is looked at and not done', async () => {
    const stdout =
      'Would be able to return tank to its state as of Sun Nov 22 20:10:48 2026.\nWould discard approximately 34 seconds of transactions.\n'
    const { zfs } = await openRecorded('2.3.2', [...none, { argv, code: 1, stdout }, ...none])
    expect(await lookAtRewind(zfs, { guid: '42', name: 'tank' })).toEqual({
      possible: true,
      asOf: '2026-11-22T20:10:48.000Z',
      lost: '34 seconds',
    })
  })

  test('a pool that needs none, and was imported by the look, is let go again', async () => {
    const { zfs, runner } = await openRecorded('2.1.11', [
      ...none,
      { argv },
      ...imported('on'),
      { argv: ['zpool', 'export', '--', 'tank'] },
    ])
    expect(await lookAtRewind(zfs, { guid: '42', name: 'tank' })).toEqual({ possible: false })
    expect(runner.unused()).toEqual([])
  })

  test('a pool that is imported is not looked at', async () => {
    const { zfs } = await openRecorded('2.1.11', imported('off'))
    await expect(lookAtRewind(zfs, { guid: '42', name: 'tank' })).rejects.toMatchObject({
      problems: [{ code: 'wrong_state', object: { type: 'pool', name: 'tank' } }],
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
