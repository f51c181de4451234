import { describe, expect, test } from 'vitest'
import type { PoolName } from '../../domain/dataset-name.ts'
import { listPools, readPool } from './read-pool.ts'
import { recorded } from './testing/fixtures.ts'
import { openRecorded } from './testing/open-recorded.ts'
import type { Reply } from './testing/recorded-runner.ts'

const fp = 'fp' as PoolName
const columns = ['-o', 'name,guid,health,size,allocated,free,fragmentation,dedupratio,readonly']
const listJson = (pool: string) => ['zpool', 'list', '-j', '-p', ...columns, pool]
const listText = (pool: string) => ['zpool', 'list', '-H', '-p', ...columns, pool]
const statusJson = ['zpool', 'status', '-j', '-p', '-P', '-t', 'fp']
const namesJson = ['zpool', 'status', '-j', '-p', '-P', '-v', 'fp']
const statusText = ['zpool', 'status', '-P', '-p', '-s', '-t', 'fp']
const namesText = ['zpool', 'status', '-p', '-P', '-v', 'fp']
const statusGuids = ['zpool', 'status', '-g', '-p', 'fp']
const row = 'fp\t18175058452897439686\tONLINE\t738197504\t189294592\t548902912\t3\t1.00\toff\n'

const table = recorded('2.3.2', 'status-text-checksum').stdout
const guids = table
  .replace(/^\tNAME {8}STATE/m, `\tNAME${' '.repeat(24)}STATE`)
  .replace(/^\tfp {10}/m, `\tfp${' '.repeat(26)}`)
  .replace(/^\t {2}raidz1-0 {2}/m, '\t  881336431359526154        ')
  .replace(/^\t {4}\/f\/d1 {3}/m, '\t    10063151669003844281    ')
  .replace(/^\t {4}\/f\/d2 {3}/m, '\t    113160299142042188      ')
  .replace(/^\t {4}\/f\/d3 {3}/m, '\t    18090237443313033072    ')

describe('one pool', () => {
  test('in JSON', async () => {
    const { zfs } = await openRecorded(
      '2.3.2',
      [
        { argv: statusJson, stdout: recorded('2.3.2', 'status-checksum').stdout },
        { argv: listJson('fp'), stdout: numbers('fp') },
      ],
      ['fp'],
    )
    expect(await readPool(zfs, fp)).toMatchObject({
      name: 'fp',
      guid: '18175058452897439686',
      state: 'online',
      sizeBytes: 738_197_504,
      fragmentationPercent: 3,
      scan: { state: 'finished', repairedBytes: 17_928_704 },
    })
  })

  test('in text', async () => {
    const { zfs } = await openRecorded(
      '2.1.11',
      [
        { argv: statusText, stdout: table },
        { argv: statusGuids, stdout: guids },
        { argv: listText('fp'), stdout: row },
      ],
      ['fp'],
    )
    const pool = await readPool(zfs, fp)
    expect(pool).toMatchObject({
      guid: '18175058452897439686',
      messageId: 'ZFS-8000-9P',
      sizeBytes: 738_197_504,
      vdevs: [{ name: 'raidz1-0', guid: '881336431359526154' }],
    })
  })

  test('whose JSON is cut short, by the name of a damaged file, in text all the same', async () => {
    const { zfs } = await openRecorded(
      '2.3.2',
      [
        { argv: statusJson, stdout: recorded('2.3.2', 'status-checksum').stdout.slice(0, 1_000) },
        { argv: statusText, stdout: table },
        { argv: statusGuids, stdout: guids },
        { argv: listJson('fp'), stdout: numbers('fp') },
      ],
      ['fp'],
    )
    expect(await readPool(zfs, fp)).toMatchObject({ messageId: 'ZFS-8000-9P', guid: '18175058452897439686' })
  })

  describe('with damaged data', () => {
    const counted = recorded('2.3.2', 'status-checksum').stdout.replace(
      '"error_count":"0"',
      '"error_count":"3"',
    )
    const listed = counted.replace('"error_count":"3"', '"error_count":"3","errlist":["/fp/a file"]')
    const look = { argv: statusJson, stdout: counted }
    const list = { argv: listJson('fp'), stdout: numbers('fp') }

    test('has it named', async () => {
      expect(counted).toContain('"error_count":"3"')
      const { zfs } = await openRecorded('2.3.2', [look, { argv: namesJson, stdout: listed }, list], ['fp'])
      expect((await readPool(zfs, fp)).dataErrors).toEqual({ known: true, count: 1, objects: ['/fp/a file'] })
    })

    test('has it counted where naming it takes too long', async () => {
      const end = { why: 'timeout', timeoutMs: 60_000 } as const
      const { zfs } = await openRecorded('2.3.2', [look, { argv: namesJson, end }, list], ['fp'])
      expect((await readPool(zfs, fp)).dataErrors).toEqual({ known: true, count: 3, objects: [] })
    })

    test('in text', async () => {
      const words = (text: string) => table.replace('No known data errors', text)
      const named = 'Permanent errors have been detected in the following files:\n\n        /fp/a file'
      const { zfs } = await openRecorded(
        '2.1.11',
        [
          { argv: statusText, stdout: words("1047 data errors, use '-v' for a list") },
          { argv: statusGuids, stdout: guids },
          { argv: listText('fp'), stdout: row },
          { argv: namesText, stdout: words(named) },
        ],
        ['fp'],
      )
      expect((await readPool(zfs, fp)).dataErrors).toEqual({ known: true, count: 1, objects: ['/fp/a file'] })
    })
  })

  test('that is suspended is looked at all the same', async () => {
    const { zfs } = await openRecorded(
      '2.3.2',
      [
        { argv: ['cat', '/proc/spl/kstat/zfs/fp/state'], stdout: 'SUSPENDED\n', times: Infinity },
        { argv: statusJson, stdout: recorded('2.3.2', 'status-checksum').stdout },
        { argv: listJson('fp'), stdout: numbers('fp') },
      ],
      [],
    )
    expect((await readPool(zfs, fp)).name).toBe('fp')
  })

  test('that is not there is an error that names it', async () => {
    const { code, stderr } = recorded('2.3.2', 'no-pool')
    const { zfs } = await openRecorded('2.3.2', [{ argv: statusJson, code, stderr }], ['fp'])
    await expect(readPool(zfs, fp)).rejects.toMatchObject({
      problems: [{ code: 'not_found', object: { type: 'pool', name: 'fp' } }],
    })
  })

  test('that another answer is about is an error', async () => {
    const { zfs } = await openRecorded(
      '2.3.2',
      [{ argv: statusJson, stdout: recorded('2.3.2', 'status-healthy').stdout }],
      ['fp'],
    )
    await expect(readPool(zfs, fp)).rejects.toThrow(/does not show pool fp/)
  })
})

describe('all pools', () => {
  const find = [
    'find',
    '/proc/spl/kstat/zfs',
    '-mindepth',
    '1',
    '-maxdepth',
    '1',
    '-type',
    'd',
    '-printf',
    '%f\\n',
  ]
  const state = (pool: string) => `/proc/spl/kstat/zfs/${pool}/state`
  const look: readonly Reply[] = [
    { argv: find, stdout: 'fp\nsick\n' },
    {
      argv: ['grep', '-H', '', state('fp'), state('sick')],
      stdout: `${state('fp')}:ONLINE\n${state('sick')}:SUSPENDED\n`,
    },
  ]

  test('one that would not answer is not asked, and hides none', async () => {
    const { zfs } = await openRecorded(
      '2.3.2',
      [...look, { argv: listJson('fp'), stdout: numbers('fp') }],
      ['fp'],
    )
    expect(await listPools(zfs)).toEqual([
      {
        answers: true,
        name: 'fp',
        guid: '18175058452897439686',
        state: 'online',
        sizeBytes: 738_197_504,
        allocatedBytes: 189_294_592,
        freeBytes: 548_902_912,
        fragmentationPercent: 3,
        dedupRatio: 1,
        readOnly: false,
      },
      { answers: false, name: 'sick', state: 'suspended' },
    ])
  })

  test('one that is exported meanwhile is left out', async () => {
    const { code, stderr } = recorded('2.3.2', 'no-pool')
    const { zfs } = await openRecorded('2.3.2', [...look, { argv: listJson('fp'), code, stderr }], ['fp'])
    expect(await listPools(zfs)).toMatchObject([{ name: 'sick' }])
  })
})

function numbers(pool: string): string {
  const [name = '', guid = '', health, size, allocated, free, fragmentation, dedupratio, readonly] = row
    .trim()
    .split('\t')
  const values = { health, size, allocated, free, fragmentation, dedupratio, readonly }
  const properties = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, { value, source: { type: 'NONE', data: '-' } }]),
  )
  const pools = { [pool]: { name, pool_guid: guid, properties } }
  return JSON.stringify({ output_version: { vers_major: 0 }, pools })
}
