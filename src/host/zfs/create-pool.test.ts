import { expect, test } from 'vitest'
import type { PoolName } from '../../domain/dataset-name.ts'
import { createPool, destroyPool } from './create-pool.ts'
import { recorded } from './testing/fixtures.ts'
import { commandsOf, openRecorded } from './testing/open-recorded.ts'
import { settleTries } from './while-devices-settle.ts'
import type { Reply } from './testing/recorded-runner.ts'

const fp = 'fp' as PoolName
const guid = '18175058452897439686'
const columns = 'name,guid,health,size,allocated,free,fragmentation,dedupratio,readonly'
const look: readonly Reply[] = [
  {
    argv: ['zpool', 'status', '-j', '-p', '-P', '-v', '-t', 'fp'],
    stdout: recorded('2.3.2', 'status-checksum').stdout,
  },
  {
    argv: ['zpool', 'list', '-j', '-p', '-o', columns, 'fp'],
    stdout: JSON.stringify({
      output_version: { vers_major: 0 },
      pools: { fp: { name: 'fp', pool_guid: guid, properties: {} } },
    }),
  },
]

test('a pool goes if it is the one that was meant', async () => {
  const { zfs, runner } = await openRecorded(
    '2.3.2',
    [...look, { argv: ['zpool', 'destroy', '--', 'fp'] }],
    ['fp'],
  )
  await destroyPool(zfs, fp, guid)
  expect(runner.unused()).toEqual([])
})

test('another one of its name stays', async () => {
  const { zfs, runner } = await openRecorded('2.3.2', look, ['fp'])
  await expect(destroyPool(zfs, fp, '1')).rejects.toMatchObject({ problems: [{ code: 'foreign_object' }] })
  expect(commandsOf(runner).map(([, verb]) => verb)).toEqual(['status', 'list'])
})

test('one that is gone is success', async () => {
  const { code, stderr } = recorded('2.3.2', 'no-pool')
  const { zfs } = await openRecorded('2.3.2', [{ argv: look[0]?.argv ?? [], code, stderr }], ['fp'])
  await expect(destroyPool(zfs, fp, guid)).resolves.toBeUndefined()
})

test('bad properties are all told, and nothing runs', async () => {
  const { zfs, runner } = await openRecorded('2.3.2', [])
  const layout = { ashift: 12, groups: [] }
  await expect(
    createPool(zfs, { name: fp, layout, properties: { '-f': 'x' }, rootProperties: { 'A B': 'y' } }),
  ).rejects.toMatchObject({ problems: [{ field: 'properties.-f' }, { field: 'rootProperties.A B' }] })
  expect(commandsOf(runner)).toEqual([])
})

test('a disk whose links udev makes anew is waited for, but not for ever', async () => {
  const layout = { ashift: 12, groups: [] }
  const argv = ['zpool', 'create', '-o', 'ashift=12', '--', 'fp']
  const noWait = { sleep: () => Promise.resolve() }
  const gone = { argv, code: 1, stderr: "cannot create 'fp': no such pool or dataset\n" }
  const away = { argv, code: 1, stderr: "cannot create 'fp': one or more devices is currently unavailable\n" }
  const { zfs, runner } = await openRecorded('2.3.2', [gone, away, { argv }])
  await createPool(zfs, { name: fp, layout }, noWait)
  expect(runner.unused()).toEqual([])
  const without = await openRecorded('2.3.2', [{ ...away, times: settleTries }])
  await expect(createPool(without.zfs, { name: fp, layout }, noWait)).rejects.toMatchObject({
    problems: [{ object: { type: 'pool', name: 'fp' } }],
  })
  expect(without.runner.unused()).toEqual([])
})
