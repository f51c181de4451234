import { describe, expect, test } from 'vitest'
import type { PoolName } from '../../domain/dataset-name.ts'
import { recordedRunner, type Reply } from './testing/recorded-runner.ts'
import { zfsErrorKind } from './zfs-error.ts'
import { openZfs, type ZfsCall } from './zfs.ts'

const version = (text: string): Reply => ({ argv: ['zfs', 'version'], stdout: text })
const state: Reply = { argv: ['cat', '/proc/spl/kstat/zfs/tank/state'], stdout: 'ONLINE\n', times: Infinity }
const list: ZfsCall = {
  argv: ['zpool', 'list', 'tank'],
  limit: 'look',
  pool: 'tank' as PoolName,
  attempt: { object: { type: 'pool', name: 'tank' }, done: 'listed', readOnly: true },
}

describe('opening', () => {
  test.each([
    ['zfs-2.3.2-2\nzfs-kmod-2.3.2-2\n', 'json'],
    ['zfs-2.2.9\nzfs-kmod-2.2.9\n', 'text'],
    ['zfs-2.1.11-1\nzfs-kmod-2.3.2-2\n', 'text'],
  ])('%j answers in %s', async (text, codec) => {
    expect((await openZfs(recordedRunner([version(text)]))).codec).toBe(codec)
  })

  test.each<[Reply, RegExp, string | undefined]>([
    [{ argv: ['zfs', 'version'], end: { why: 'missing' } }, /not installed/, 'not-installed'],
    [
      { argv: ['zfs', 'version'], code: 1, stderr: 'The ZFS modules are not loaded.\nTry running …\n' },
      /module is not loaded/,
      'module-missing',
    ],
    [version('zfs-2.3.2\nzfs-kmod-2.2.7\n'), /2\.3\.2 and the kernel's module of 2\.2\.7/, undefined],
  ])('%j is refused', async (reply, message, kind) => {
    const error: unknown = await openZfs(recordedRunner([reply])).catch((error: unknown) => error)
    expect(error).toMatchObject({
      problems: [{ code: 'zfs_unavailable', message: expect.stringMatching(message) }],
    })
    expect(zfsErrorKind(error)).toBe(kind)
  })
})

describe('a command', () => {
  test('runs with a limit, in UTC, and gives what it said', async () => {
    const runner = recordedRunner([
      version('zfs-2.3.2\nzfs-kmod-2.3.2\n'),
      state,
      { argv: list.argv, stdout: 'x\n' },
    ])
    const zfs = await openZfs(runner)
    expect(await zfs.run(list)).toMatchObject({ stdout: 'x\n', code: 0 })
    expect(runner.ran.at(-1)?.options).toMatchObject({ env: { TZ: 'UTC' }, timeoutMs: 60_000 })
    expect(runner.unused()).toEqual([])
  })

  test('fails with a problem that names the object', async () => {
    const stderr = "cannot open 'tank': no such pool\n"
    const runner = recordedRunner([
      version('zfs-2.3.2\nzfs-kmod-2.3.2\n'),
      state,
      { argv: list.argv, code: 1, stderr },
    ])
    const zfs = await openZfs(runner)
    await expect(zfs.run(list)).rejects.toMatchObject({
      problems: [
        { code: 'not_found', message: 'Pool tank could not be listed: it does not exist (any more).' },
      ],
    })
  })

  test('whose answer was cut short because it is too long fails', async () => {
    const runner = recordedRunner([
      version('zfs-2.3.2\nzfs-kmod-2.3.2\n'),
      state,
      { argv: list.argv, stdout: '…rest' },
    ])
    const zfs = await openZfs(runner)
    await expect(zfs.run(list)).rejects.toThrow(/too long/)
  })
})
