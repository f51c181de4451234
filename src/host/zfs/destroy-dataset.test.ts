import { describe, expect, test } from 'vitest'
import type { DatasetName } from '../../domain/dataset-name.ts'
import { destroyDataset } from './destroy-dataset.ts'
import { commandsOf, openRecorded } from './testing/open-recorded.ts'
import type { Reply } from './testing/recorded-runner.ts'

const web = { name: 'tank/web' as DatasetName, guid: '42' }
const argv = ['zfs', 'destroy', '--', 'tank/web']
const looked = [
  'zfs',
  'list',
  '-j',
  '-p',
  '-o',
  'name,guid',
  '-t',
  'filesystem,volume',
  '-d',
  '0',
  '--',
  'tank/web',
]
const busy: Reply = { argv, code: 1, stderr: "cannot destroy 'tank/web': dataset is busy\n" }
const noWait = { sleep: () => Promise.resolve() }

describe('one dataset', () => {
  test('goes by name, after a look at its guid', async () => {
    const { zfs, runner } = await openRecorded('2.3.2', [look('42'), { argv }])
    await destroyDataset(zfs, web)
    expect(commandsOf(runner)).toEqual([looked, argv])
  })

  test('that is gone already is success, also when it goes between look and command', async () => {
    const missing = { code: 1, stderr: "cannot open 'tank/web': dataset does not exist\n" }
    const before = await openRecorded('2.3.2', [{ argv: looked, ...missing }])
    await destroyDataset(before.zfs, web)
    const between = await openRecorded('2.3.2', [look('42'), { argv, ...missing }])
    await destroyDataset(between.zfs, web)
    expect(between.runner.unused()).toEqual([])
  })

  test('another one of its name is left alone', async () => {
    const { zfs, runner } = await openRecorded('2.3.2', [look('43')])
    await expect(destroyDataset(zfs, web)).rejects.toMatchObject({ problems: [{ code: 'foreign_object' }] })
    expect(commandsOf(runner)).toEqual([looked])
  })

  test('the root of a pool is never one', async () => {
    const { zfs, runner } = await openRecorded('2.3.2', [])
    await expect(destroyDataset(zfs, { name: 'tank' as DatasetName, guid: '1' })).rejects.toThrow(
      /root of its pool/,
    )
    expect(commandsOf(runner)).toEqual([])
  })

  test.each([
    [
      "cannot destroy 'tank/web': filesystem has children\nuse '-r' to destroy the following datasets:\ntank/web/a\n",
      'in_use',
    ],
    [
      "cannot destroy 'tank/web': volume has children\nuse '-r' to destroy the following datasets:\ntank/web@s\n",
      'in_use',
    ],
    [
      "cannot destroy 'tank/web': filesystem has dependent clones\nuse '-R' to destroy the following datasets:\ntank/c\n",
      'in_use',
    ],
  ])('with something on it stays: %j', async (stderr, code) => {
    const { zfs } = await openRecorded('2.3.2', [look('42'), { argv, code: 1, stderr }])
    await expect(destroyDataset(zfs, web, noWait)).rejects.toMatchObject({ problems: [{ code }] })
  })

  test('a volume that udev still looks into is asked again, with a fresh look each time', async () => {
    const { zfs, runner } = await openRecorded('2.3.2', [look('42', 3), { ...busy, times: 2 }, { argv }])
    await destroyDataset(zfs, web, noWait)
    expect(runner.unused()).toEqual([])
  })

  test('but not for ever', async () => {
    const { zfs } = await openRecorded('2.3.2', [look('42', 8), { ...busy, times: 8 }])
    await expect(destroyDataset(zfs, web, noWait)).rejects.toMatchObject({ problems: [{ code: 'in_use' }] })
  })

  test('a busy file system is not asked again: nothing will change by itself', async () => {
    const { zfs, runner } = await openRecorded('2.3.2', [look('42', 1, 'FILESYSTEM'), busy])
    await expect(destroyDataset(zfs, web, noWait)).rejects.toThrow()
    expect(runner.unused()).toEqual([])
  })
})

function look(guid: string, times = 1, type = 'VOLUME'): Reply {
  const properties = { guid: { value: guid, source: { type: 'NONE', data: '-' } } }
  const datasets = { 'tank/web': { name: 'tank/web', type, createtxg: '5', properties } }
  return { argv: looked, times, stdout: JSON.stringify({ output_version: { vers_major: 0 }, datasets }) }
}
