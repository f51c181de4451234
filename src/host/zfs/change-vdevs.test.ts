import { expect, test } from 'vitest'
import type { PoolName } from '../../domain/dataset-name.ts'
import { onlineDevice } from './change-vdevs.ts'
import { recorded } from './testing/fixtures.ts'
import { commandsOf, openRecorded } from './testing/open-recorded.ts'

const tank = 'tank' as PoolName
const status = ['zpool', 'status', '-j', '-p', '-P', '-v', '-t', 'tank']
const online = (operand: string) => ['zpool', 'online', '-e', '--', 'tank', operand]

test('a whole disk that may grow is named by its path', async () => {
  const guid = '1526451308105703022'
  const disk = '/dev/disk/by-id/virtio-lab-disk-1'
  const { zfs, runner } = await openRecorded('2.3.2', [
    { argv: online(guid), code: 1, stderr: `cannot expand ${guid}: no such device in pool\n` },
    { argv: status, stdout: recorded('2.3.2', 'status-json-classes').stdout },
    { argv: online(disk) },
  ])
  await onlineDevice(zfs, tank, guid, { expand: true })
  expect(commandsOf(runner)).toEqual([online(guid), status, online(disk)])
})

test('a device that the pool has not stays an error', async () => {
  const { zfs } = await openRecorded('2.3.2', [
    { argv: online('42'), code: 1, stderr: 'cannot expand 42: no such device in pool\n' },
    { argv: status, stdout: recorded('2.3.2', 'status-json-classes').stdout },
  ])
  await expect(onlineDevice(zfs, tank, '42', { expand: true })).rejects.toMatchObject({
    problems: [{ code: 'not_found', object: { type: 'pool', name: 'tank' } }],
  })
})
