import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { PoolName } from '../../../domain/dataset-name.ts'
import { commandsOf, openRecorded } from '../testing/open-recorded.ts'
import type { Reply } from '../testing/recorded-runner.ts'
import { fioArgv } from './fio-argv.ts'
import { listBenches, makeBench, removeBench, runBench } from './zfs-bench.ts'

const place = { pool: 'tank', id: '0badcafe', sizeBytes: 2 ** 26, blockBytes: 16_384 }
const root = 'tank/kiste-bench-0badcafe'
const volume = `${root}/volume`
const mountpoint = '/run/kiste-bench-0badcafe'
const { signal } = new AbortController()

// prettier-ignore
const listArgv = (name: string, columns: string) => [
  'zfs', 'list', '-j', '-p', '-o', `name,guid,${columns}`, '-t', 'filesystem,volume', '-d', '0', '--', name,
]
type Values = Readonly<Record<string, readonly [value: string, source?: string]>>
const listed = (name: string, type: string, values: Values) =>
  JSON.stringify({
    output_version: { command: 'zfs list', vers_major: 0, vers_minor: 1 },
    datasets: {
      [name]: {
        name,
        type,
        pool: 'tank',
        createtxg: '10',
        properties: Object.fromEntries(
          Object.entries({ guid: ['77'], ...values }).map(([property, [value, source = 'NONE']]) => [
            property,
            { value, source: { type: source, data: source === 'INHERITED' ? 'tank' : '-' } },
          ]),
        ),
      },
    },
  })
const gone = (name: string, columns: string): Reply => ({
  argv: listArgv(name, columns),
  code: 1,
  stderr: `cannot open '${name}': dataset does not exist\n`,
})
const marked = (name: string, type: string, mark: readonly [string, string?]): Reply => ({
  argv: listArgv(name, 'kiste:bench'),
  stdout: listed(name, type, { 'kiste:bench': mark }),
})
const mounted = (is: 'yes' | 'no'): Reply => ({
  argv: listArgv(root, 'mounted,mountpoint'),
  stdout: listed(root, 'FILESYSTEM', { mounted: [is], mountpoint: [mountpoint, 'LOCAL'] }),
})
const mount: Reply = { argv: ['zfs', 'mount', '--', root] }
const truncate: Reply = { argv: ['truncate', '--size=67108864', '--', `${mountpoint}/raw`] }

test('it is made with its mark in one command, and only what is missing', async () => {
  // prettier-ignore
  const createRoot = [
    'zfs', 'create', '-u', '-o', 'kiste:bench=0badcafe', '-o', `mountpoint=${mountpoint}`, '-o', 'canmount=on',
    '-o', 'recordsize=16384', '-o', 'primarycache=metadata', '-o', 'secondarycache=none', '-o', 'atime=off',
    '-o', 'sharenfs=off', '-o', 'sharesmb=off', '-o', 'direct=disabled', '-o', 'com.sun:auto-snapshot=false', '--', root,
  ]
  // prettier-ignore
  const createVolume = [
    'zfs', 'create', '-s', '-o', 'kiste:bench=0badcafe', '-o', 'volmode=dev', '-b', '16384', '-V', '67108864', '--', volume,
  ]
  const { zfs, runner } = await openRecorded('2.3.2', [
    gone(root, 'kiste:bench'),
    { argv: createRoot },
    mount,
    gone(volume, 'kiste:bench'),
    { argv: createVolume },
    mounted('yes'),
    truncate,
    // Again, as after a daemon that died in the middle.
    marked(root, 'FILESYSTEM', ['0badcafe', 'LOCAL']),
    { ...mount, code: 1, stderr: `cannot mount '${root}': filesystem already mounted\n` },
    marked(volume, 'VOLUME', ['0badcafe', 'LOCAL']),
    mounted('yes'),
    truncate,
  ])
  await makeBench(zfs, place)
  await makeBench(zfs, place)
  expect(runner.unused()).toEqual([])
})

test('another dataset of its name is left alone, also one that only inherits the mark', async () => {
  for (const mark of [['-'], ['0badcafe', 'INHERITED'], ['00000000', 'LOCAL']] as const) {
    const { zfs, runner } = await openRecorded('2.3.2', [
      marked(root, 'FILESYSTEM', mark),
      marked(volume, 'VOLUME', mark),
    ])
    await expect(makeBench(zfs, place)).rejects.toMatchObject({ problems: [{ code: 'foreign_object' }] })
    await expect(removeBench(zfs, place)).rejects.toMatchObject({ problems: [{ code: 'foreign_object' }] })
    expect(commandsOf(runner).filter(([, verb]) => verb !== 'list')).toEqual([])
  }
})

test('it is removed from below, each by name and guid, and the empty folder after it', async () => {
  const again = (name: string, type: string): Reply => ({
    argv: ['zfs', 'list', '-j', '-p', '-o', 'name,guid', '-t', 'filesystem,volume', '-d', '0', '--', name],
    stdout: listed(name, type, {}),
  })
  const folder: Reply = {
    // prettier-ignore
    argv: ['find', '/run', '-maxdepth', '1', '-type', 'd', '-name', 'kiste-bench-0badcafe', '-empty', '-delete'],
  }
  const { zfs, runner } = await openRecorded('2.3.2', [
    marked(volume, 'VOLUME', ['0badcafe', 'LOCAL']),
    again(volume, 'VOLUME'),
    { argv: ['zfs', 'destroy', '--', volume] },
    marked(root, 'FILESYSTEM', ['0badcafe', 'LOCAL']),
    again(root, 'FILESYSTEM'),
    { argv: ['zfs', 'destroy', '--', root] },
    folder,
    // Gone already.
    gone(volume, 'kiste:bench'),
    gone(root, 'kiste:bench'),
    folder,
  ])
  await removeBench(zfs, place)
  await removeBench(zfs, place)
  expect(runner.unused()).toEqual([])
})

test('what was left is known by its mark and its name', async () => {
  const below = (rows: readonly (readonly [name: string, value: string, source: string])[]) =>
    JSON.stringify({
      output_version: { command: 'zfs list', vers_major: 0, vers_minor: 1 },
      datasets: Object.fromEntries(
        rows.map(([name, value, type]) => [
          name,
          {
            name,
            type: 'FILESYSTEM',
            pool: 'tank',
            createtxg: '10',
            properties: {
              guid: { value: '7', source: { type: 'NONE', data: '-' } },
              'kiste:bench': { value, source: { type, data: '-' } },
            },
          },
        ]),
      ),
    })
  const argv = [
    'zfs',
    'list',
    '-j',
    '-p',
    '-o',
    'name,guid,kiste:bench',
    '-t',
    'filesystem',
    '-d',
    '1',
    '--',
    'tank',
  ]
  const { zfs } = await openRecorded('2.3.2', [
    {
      argv,
      stdout: below([
        ['tank', '-', 'NONE'],
        ['tank/kiste-bench-00000001', '00000001', 'LOCAL'],
        ['tank/kiste-bench-00000002', '00000002', 'RECEIVED'],
        ['tank/mine', '00000003', 'LOCAL'],
        ['tank/kiste-bench-x', '../x', 'LOCAL'],
      ]),
    },
  ])
  expect(await listBenches(zfs, 'tank' as PoolName)).toEqual(['00000001'])
})

test('fio writes to the file only where its file system is mounted', async () => {
  const run = { pattern: 'random-read', target: 'file', seconds: 5 } as const
  const report = readFileSync(new URL('fixtures/fio-3.33-random-read.out', import.meta.url), 'utf8')
  const argv = fioArgv({ pattern: 'random-read', path: `${mountpoint}/raw`, sizeBytes: 2 ** 26, seconds: 5 })
  const { zfs, runner } = await openRecorded('2.3.2', [
    mounted('yes'),
    { argv: ['setpriv', '--pdeathsig', 'KILL', '--', ...argv], stdout: report },
    mounted('no'),
  ])
  expect(await runBench(zfs, place, run, signal)).toMatchObject({ perSecond: 27_782.868526 })
  await expect(runBench(zfs, place, run, signal)).rejects.toMatchObject({
    problems: [{ code: 'host_failed', message: expect.stringContaining('is not mounted') }],
  })
  expect(runner.unused()).toEqual([])
})

test('no id leads elsewhere', async () => {
  const { zfs } = await openRecorded('2.3.2', [])
  for (const id of ['', '..', '../../x', '0badcafe/volume', '-rf'])
    await expect(removeBench(zfs, { pool: 'tank', id })).rejects.toThrow(/is no id of a measurement/)
})
