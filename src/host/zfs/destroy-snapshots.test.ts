import { describe, expect, test } from 'vitest'
import type { DatasetName, SnapshotName } from '../../domain/dataset-name.ts'
import { destroySnapshots, reclaimableBytes, type DoomedSnapshot } from './destroy-snapshots.ts'
import { commandsOf, openRecorded } from './testing/open-recorded.ts'
import type { Reply } from './testing/recorded-runner.ts'

const web = 'tank/web' as DatasetName

describe('several snapshots of one dataset', () => {
  test('go in one command, after a look at their guids', async () => {
    const doomed = snapshots(2)
    const { zfs, runner } = await openRecorded('2.3.2', [look(doomed, doomed, 2), { argv: destroy('0,1') }])
    const seen: number[] = []
    expect(await destroySnapshots(zfs, web, doomed, { onDone: (count) => seen.push(count) })).toEqual({
      gone: doomed.map(({ name }) => name),
      kept: [],
    })
    expect(seen).toEqual([2])
    expect(commandsOf(runner).at(-1)).toEqual(['zfs', 'destroy', '--', 'tank/web@0,1'])
  })

  test('go a hundred at a time', async () => {
    const doomed = snapshots(250)
    const batches = [doomed.slice(0, 100), doomed.slice(100, 200), doomed.slice(200)]
    const { zfs, runner } = await openRecorded('2.3.2', [
      look(doomed),
      ...batches.map((batch) => look(batch)),
      ...batches.map((batch) => ({ argv: destroy(labels(batch)) })),
    ])
    expect((await destroySnapshots(zfs, web, doomed)).gone).toHaveLength(250)
    expect(runner.unused()).toEqual([])
  })

  test('that are gone already count as gone', async () => {
    const doomed = snapshots(3)
    const { zfs, runner } = await openRecorded('2.3.2', [
      look(doomed, doomed.slice(1), 2),
      { argv: destroy('1,2') },
    ])
    expect((await destroySnapshots(zfs, web, doomed)).gone).toHaveLength(3)
    expect(runner.unused()).toEqual([])
  })

  test('all gone already run nothing', async () => {
    const doomed = snapshots(1)
    const { zfs, runner } = await openRecorded('2.3.2', [look(doomed, [], 2)])
    expect((await destroySnapshots(zfs, web, doomed)).gone).toHaveLength(1)
    expect(runner.unused()).toEqual([])
  })

  test('if another one has taken a name, none goes', async () => {
    const doomed = snapshots(2)
    const now = [doomed[0], { ...doomed[1], guid: 'other' }] as DoomedSnapshot[]
    const { zfs, runner } = await openRecorded('2.3.2', [look(doomed, now)])
    await expect(destroySnapshots(zfs, web, doomed)).rejects.toMatchObject({
      problems: [{ code: 'foreign_object', object: { type: 'snapshot', name: 'tank/web@1' } }],
    })
    expect(commandsOf(runner)).toHaveLength(1)
  })

  test('those that are protected stay, and the others go', async () => {
    const doomed = snapshots(4)
    const held =
      "cannot destroy snapshot tank/web@1: it's being held. Run 'zfs holds -r tank/web@1' to see holders.\ncannot destroy snapshot tank/web@2: snapshot is cloned\n"
    const rest = [doomed[0], doomed[3]] as DoomedSnapshot[]
    const { zfs, runner } = await openRecorded('2.3.2', [
      look(doomed, doomed, 2),
      { argv: destroy('0,1,2,3'), code: 1, stderr: held },
      look(rest),
      { argv: destroy('0,3') },
    ])
    expect(await destroySnapshots(zfs, web, doomed)).toEqual({
      gone: ['tank/web@0', 'tank/web@3'],
      kept: [
        { name: 'tank/web@1', because: 'held' },
        { name: 'tank/web@2', because: 'has-clones' },
      ],
    })
    expect(runner.unused()).toEqual([])
  })

  test.each([
    [
      "cannot destroy 'tank/web@0': snapshot has dependent clones\nuse '-R' to destroy the following datasets:\ntank/c\n",
      'has-clones',
    ],
    ['cannot destroy snapshot tank/web@0: dataset is busy\n', 'busy'],
  ])('what older releases say: %j', async (stderr, because) => {
    const doomed = snapshots(1)
    const { zfs } = await openRecorded('2.1.11', [
      look(doomed, doomed, 2),
      { argv: destroy('0'), code: 1, stderr },
    ])
    expect(await destroySnapshots(zfs, web, doomed)).toEqual({
      gone: [],
      kept: [{ name: 'tank/web@0', because }],
    })
  })

  test('too many for the kernel are halved', async () => {
    const doomed = snapshots(3)
    const { zfs, runner } = await openRecorded('2.3.2', [
      look(doomed, doomed, 2),
      { argv: destroy('0,1,2'), code: 1, stderr: 'cannot destroy snapshots: argument list too long\n' },
      ...doomed.map((one) => look([one])),
      // Half of a hundred is more than three still; so it goes on until it is less.
      {
        argv: destroy('0,1,2'),
        code: 1,
        stderr: 'cannot destroy snapshots: argument list too long\n',
        times: 5,
      },
      look(doomed, doomed, 5),
      look(doomed.slice(0, 2)),
      { argv: destroy('0,1') },
      { argv: destroy('2') },
    ])
    expect((await destroySnapshots(zfs, web, doomed)).gone).toHaveLength(3)
    expect(
      commandsOf(runner)
        .filter(([, verb]) => verb === 'destroy')
        .map(([, , , names]) => names),
    ).toContain('tank/web@0,1')
  })

  test('one that goes between look and command is looked for again', async () => {
    const doomed = snapshots(1)
    const { zfs } = await openRecorded('2.3.2', [
      look(doomed, doomed, 2),
      {
        argv: destroy('0'),
        code: 1,
        stderr: 'could not find any snapshots to destroy; check snapshot names.\n',
      },
      look(doomed, []),
    ])
    expect((await destroySnapshots(zfs, web, doomed)).gone).toEqual(['tank/web@0'])
  })

  test('another error ends it', async () => {
    const doomed = snapshots(1)
    const { zfs } = await openRecorded('2.3.2', [
      look(doomed, doomed, 2),
      { argv: destroy('0'), code: 1, stderr: "cannot destroy 'tank/web@0': permission denied\n" },
    ])
    await expect(destroySnapshots(zfs, web, doomed)).rejects.toMatchObject({
      problems: [{ code: 'forbidden' }],
    })
  })

  test('those of another dataset are refused at once', async () => {
    const { zfs, runner } = await openRecorded('2.3.2', [])
    const stranger = { name: 'tank/web2@0' as SnapshotName, guid: '1' }
    await expect(destroySnapshots(zfs, web, [stranger])).rejects.toThrow(/none of dataset tank\/web/)
    expect(commandsOf(runner)).toEqual([])
  })
})

test('what would become free', async () => {
  const argv = ['zfs', 'destroy', '-n', '-v', '-p', '--', 'tank/web@a,b']
  const { zfs } = await openRecorded('2.3.2', [
    { argv, stdout: 'destroy\ttank/web@a\ndestroy\ttank/web@b\nreclaim\t76384\n' },
  ])
  const names = ['tank/web@a', 'tank/web@b'] as readonly string[] as readonly SnapshotName[]
  expect(await reclaimableBytes(zfs, web, names)).toBe(76_384)
  expect(await reclaimableBytes(zfs, web, [])).toBe(0)
})

function snapshots(count: number): DoomedSnapshot[] {
  return Array.from({ length: count }, (_, nth) => ({
    name: `tank/web@${nth}` as SnapshotName,
    guid: `9${nth}`,
  }))
}

function labels(batch: readonly DoomedSnapshot[]): string {
  return batch.map(({ name }) => name.split('@')[1]).join(',')
}

function destroy(labels: string): readonly string[] {
  return ['zfs', 'destroy', '--', `tank/web@${labels}`]
}

function look(asked: readonly DoomedSnapshot[], there = asked, times = 1): Reply {
  const argv = ['zfs', 'list', '-H', '-p', '-t', 'snapshot', '-o', 'name,guid,createtxg', '--']
  const missing = asked.filter((one) => !there.some(({ name }) => name === one.name))
  return {
    argv: [...argv, ...asked.map(({ name }) => name)],
    times,
    stdout: there.map(({ name, guid }) => `${name}\t${guid}\t1\n`).join(''),
    stderr: missing.map(({ name }) => `cannot open '${name}': dataset does not exist\n`).join(''),
    code: missing.length > 0 ? 1 : 0,
  }
}
