import { describe, expect, test } from 'vitest'
import type { PoolName } from '../../domain/dataset-name.ts'
import { runPlanned } from './run-planned.ts'
import { commandsOf, openRecorded } from './testing/open-recorded.ts'
import { recorded } from './testing/fixtures.ts'

const tank = 'tank' as PoolName
const how = { pool: tank, done: 'changed' }
const noWait = { sleep: () => Promise.resolve() }

test('a command of a plan runs as it stands', async () => {
  const argv = ['zpool', 'set', 'autotrim=on', 'tank'] as const
  const { zfs, runner } = await openRecorded('2.3.2', [{ argv }])
  await runPlanned(zfs, [...argv], how)
  expect(commandsOf(runner)).toEqual([argv])
})

test('a secret goes through standard input', async () => {
  const argv = ['zpool', 'create', '--', 'tank', '/dev/a'] as const
  const { zfs, runner } = await openRecorded('2.3.2', [{ argv }])
  await runPlanned(zfs, [...argv], { ...how, secret: 'words' })
  expect(runner.ran.at(-1)?.input).toBe('words')
})

test.each([
  ['create', ['--', 'tank', '/dev/a']],
  ['add', ['--', 'tank', '/dev/a']],
  ['attach', ['--', 'tank', '1', '/dev/a']],
  ['replace', ['--', 'tank', '1', '/dev/a']],
] as const)('devices that %s takes, whose links are made anew, are asked for again', async (verb, words) => {
  const argv = ['zpool', verb, ...words] as const
  const said = (stderr: string) => ({ argv, code: 1, stderr: `cannot ${verb} 'tank': ${stderr}\n` })
  const { zfs, runner } = await openRecorded('2.3.2', [
    said('one or more devices is currently unavailable'),
    said('no such pool or dataset'),
    { argv },
  ])
  await runPlanned(zfs, [...argv], how, noWait)
  expect(runner.unused()).toEqual([])
})

describe('a split', () => {
  const argv = ['zpool', 'split', '--', 'tank', 'half'] as const
  const settle = ['udevadm', 'settle', '--timeout=30'] as const

  test('waits for udev, and is asked for again while a device is away', async () => {
    const away = "cannot split 'tank': one or more devices is currently unavailable\n"
    const { zfs, runner } = await openRecorded('2.3.2', [
      { argv: settle },
      { argv, code: 1, stderr: away },
      { argv },
    ])
    await runPlanned(zfs, [...argv], how, noWait)
    expect(runner.unused()).toEqual([])
    const ran = runner.ran.map((one) => one.argv[0])
    expect(ran.indexOf('udevadm')).toBeLessThan(ran.indexOf('zpool'))
  })

  test('is not begun while udev does not come to rest', async () => {
    const stderr = 'Timed out for waiting the udev queue being empty.\n'
    const { zfs, runner } = await openRecorded('2.3.2', [{ argv: settle, code: 1, stderr }])
    await expect(runPlanned(zfs, [...argv], how)).rejects.toMatchObject({
      problems: [{ object: { type: 'pool', name: 'tank' }, message: expect.stringContaining('udev queue') }],
    })
    expect(commandsOf(runner)).toEqual([])
  })
})

test('wipefs runs beside ZFS, and what it says is a problem of the pool', async () => {
  const argv = ['wipefs', '--all', '--quiet', '/dev/a'] as const
  const { zfs } = await openRecorded('2.3.2', [{ argv, code: 1, stderr: 'wipefs: /dev/a: busy\n' }])
  await expect(runPlanned(zfs, [...argv], how)).rejects.toMatchObject({
    problems: [{ object: { type: 'pool', name: 'tank' } }],
  })
})

test('a disk that may grow comes back by its path, as zpool takes no guid then', async () => {
  const guid = '3851568709426800595'
  const online = (operand: string) => ['zpool', 'online', '-e', '--', 'tank', operand] as const
  const status = recorded('2.3.2', 'status-json-removed')
  const { zfs, runner } = await openRecorded('2.3.2', [
    { argv: online(guid), code: 1, stderr: `cannot expand ${guid}: no such device in pool\n` },
    { argv: ['zpool', 'status', '-j', '-p', '-P', '-t', 'tank'], stdout: status.stdout },
    { argv: online('/dev/disk/by-id/virtio-lab-disk-1') },
  ])
  await runPlanned(zfs, [...online(guid)], how)
  expect(runner.unused()).toEqual([])
})
