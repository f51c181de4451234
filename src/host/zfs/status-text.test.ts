import { describe, expect, test } from 'vitest'
import { flattenVdevs, type Vdev } from '../../domain/pool.ts'
import { ZfsOutputError } from './output-error.ts'
import type { PoolStatus } from './pool-status.ts'
import { parseStatusJson } from './status-json.ts'
import { parseStatusText } from './status-text.ts'
import { asText } from './testing/as-text.ts'
import { recorded } from './testing/fixtures.ts'

describe('the text says what JSON says, as far as it goes', () => {
  test.each([
    ['2.3.2', 'status-text-healthy', 'status-healthy', 'tank'],
    ['2.3.2', 'status-text-checksum', 'status-checksum', 'fp'],
  ] as const)('%s: %s', (release, text, json, name) => {
    const fromJson = parseStatusJson(recorded(release, json).stdout, 0).find((pool) => pool.name === name)
    const { stdout } = recorded(release, text)
    const [fromText] = parseStatusText(stdout, withGuids(stdout, fromJson))
    expect(fromText).toEqual(fromJson && asText(fromJson))
  })
})

const scrubbed = `  pool: tank
 state: ONLINE
  scan: scrub repaired 0B in 00:00:01 with 0 errors on Sun Nov 22 20:10:48 2026
config:

	NAME        STATE     READ WRITE CKSUM  SLOW
	tank        ONLINE       0     0     0     0
	  /dev/sda1 ONLINE       0     0     0     0

errors: No known data errors
`

describe('scans', () => {
  test.each([
    ['none requested', { state: 'none' }],
    [
      'resilvered 60.2M in 2 days 00:00:02 with 3 errors on Sun Nov 22 20:10:51 2026',
      {
        state: 'finished',
        what: 'resilver',
        startedAt: '2026-11-20T20:10:49.000Z',
        endedAt: '2026-11-22T20:10:51.000Z',
        errors: 3,
        repairedBytes: 63_124_275,
      },
    ],
    [
      'scrub canceled on Sun Nov 22 20:10:51 2026',
      { state: 'cancelled', what: 'scrub', endedAt: '2026-11-22T20:10:51.000Z' },
    ],
    [
      // 2.1
      `resilver in progress since Sun Nov 22 20:10:49 2026
	180M scanned at 16.4M/s, 5.46M issued at 509K/s, 180M total
	1.51M resilvered, 3.03% done, no estimated completion time`,
      {
        state: 'running',
        what: 'resilver',
        paused: false,
        startedAt: '2026-11-22T20:10:49.000Z',
        doneBytes: 5_725_225,
        totalBytes: 188_743_680,
        bytesPerSecond: 521_216,
        secondsLeft: 351,
        repairedBytes: 1_583_350,
      },
    ],
    [
      // 2.2 and later
      `scrub in progress since Sun Nov 22 20:10:49 2026
	180M / 200M scanned at 16.4M/s, 100M / 180M issued at 10M/s
	0B repaired, 55.56% done, 00:00:08 to go`,
      {
        state: 'running',
        what: 'scrub',
        doneBytes: 104_857_600,
        totalBytes: 188_743_680,
        bytesPerSecond: 10_485_760,
        secondsLeft: 8,
        repairedBytes: 0,
      },
    ],
    [
      // 2.1
      `scrub paused since Sun Nov 22 20:10:51 2026
	scrub started on Sun Nov 22 20:10:49 2026
	180M scanned, 100M issued, 180M total
	0B repaired, 55.56% done`,
      {
        state: 'running',
        paused: true,
        startedAt: '2026-11-22T20:10:49.000Z',
        bytesPerSecond: 0,
        secondsLeft: null,
      },
    ],
    [
      `scrub paused since Sun Nov 22 20:10:51 2026
	scrub started on Sun Nov 22 20:10:49 2026
	180M / 200M scanned, 100M / 180M issued
	0B repaired, 55.56% done`,
      { state: 'running', paused: true, doneBytes: 104_857_600, secondsLeft: null },
    ],
    [
      `resilver (mirror-0) in progress since Sun Nov 22 20:10:49 2026
	180M scanned at 16.4M/s, 100M issued 10M/s, 180M total
	100M resilvered, 55.56% done, 00:00:08 to go`,
      { state: 'running', what: 'resilver', doneBytes: 104_857_600, bytesPerSecond: 10_485_760 },
    ],
    [
      'resilvered (mirror-0) 100M in 00:00:10 with 0 errors on Sun Nov 22 20:10:51 2026',
      { state: 'finished', what: 'resilver', repairedBytes: 104_857_600 },
    ],
    ['resilver (mirror-0) canceled on Sun Nov 22 20:10:51 2026', { state: 'cancelled', what: 'resilver' }],
  ])('%s', (text, scan) => {
    expect(withScan(text).scan).toMatchObject(scan)
  })

  test('of a scrub and a resilver that both ended, the later one is told, in whatever order they stand', () => {
    const scrub = (seconds: number) =>
      `scrub repaired 0B in 00:00:01 with 0 errors on Sun Nov 22 20:10:${seconds} 2026`
    const resilver = 'resilvered (mirror-0) 100M in 00:00:10 with 0 errors on Sun Nov 22 20:10:30 2026'
    expect(withScan(`${scrub(20)}\n  scan: ${resilver}`).scan).toMatchObject({ what: 'resilver' })
    expect(withScan(`${scrub(40)}\n  scan: ${resilver}`).scan).toMatchObject({ what: 'scrub' })
  })

  test('words nobody knows are an error, not a guess', () => {
    expect(() => withScan('polished 3 disks on Sun Nov 22 20:10:51 2026')).toThrow(ZfsOutputError)
    expect(() => withScan('scrub canceled on Sonntag')).toThrow(ZfsOutputError)
  })
})

describe('what else goes on', () => {
  test.each([
    [
      'remove: Evacuation of /dev/sdc1 in progress since Sun Nov 22 20:10:49 2026\n\t5M copied out of 10M at 1M/s, 50.00% done, 0h0m to go',
      { removal: { state: 'running', doneBytes: 5_242_880, totalBytes: 10_485_760 } },
    ],
    [
      'remove: Removal of vdev 1 copied 10M in 0h0m, completed on Sun Nov 22 20:10:49 2026\n\t288 memory used for removed device mappings',
      { removal: { state: 'finished', endedAt: '2026-11-22T20:10:49.000Z' } },
    ],
    [
      'remove: Removal of /dev/sdc1 canceled on Sun Nov 22 20:10:49 2026',
      { removal: { state: 'cancelled', endedAt: '2026-11-22T20:10:49.000Z' } },
    ],
    [
      'checkpoint: created Sun Nov 22 20:10:49 2026, consumes 12K',
      { checkpoint: { state: 'exists', createdAt: '2026-11-22T20:10:49.000Z', sizeBytes: 12_288 } },
    ],
    ['checkpoint: discarding, 12K remaining.', { checkpoint: { state: 'discarding', leftBytes: 12_288 } }],
    [
      'expand: expansion of raidz1-0 in progress since Sun Nov 22 20:10:49 2026\n\t5M / 10M copied at 1M/s, 50.00% done, 00:00:05 to go',
      { expansion: { state: 'running', vdev: 'raidz1-0', doneBytes: 5_242_880, totalBytes: 10_485_760 } },
    ],
    [
      'expand: expansion of raidz1-0 in progress since Sun Nov 22 20:10:49 2026\n\t5M / 10M copied at 1M/s, 50.00% done, paused for resilver or clear',
      { expansion: { state: 'paused' } },
    ],
    [
      'expand: expanded raidz1-0 copied 10M in 00:00:05, on Sun Nov 22 20:10:49 2026',
      { expansion: { state: 'finished', vdev: 'raidz1-0', endedAt: '2026-11-22T20:10:49.000Z' } },
    ],
  ])('%s', (line, told) => {
    expect(parse(scrubbed.replace('config:', `${line}\nconfig:`))).toMatchObject(told)
  })

  test.each(['remove: gone', 'checkpoint: perhaps', 'expand: wider'])('%s is an error', (line) => {
    expect(() => parse(scrubbed.replace('config:', `${line}\nconfig:`))).toThrow(ZfsOutputError)
  })
})

describe('data errors', () => {
  test('are listed, and no name of a file is taken for a key', () => {
    const list = `errors: Permanent errors have been detected in the following files:

        /tank/photo one.jpg
        status:<0x1>
        <metadata>:<0x0>
`
    expect(parse(scrubbed.replace('errors: No known data errors\n', list)).dataErrors).toEqual({
      known: true,
      count: 3,
      objects: ['/tank/photo one.jpg', 'status:<0x1>', '<metadata>:<0x0>'],
    })
  })

  test('are not known when ZFS does not list them', () => {
    expect(parse(scrubbed.replace('errors: No known data errors\n', '')).dataErrors).toMatchObject({
      known: false,
    })
    const because = 'List of errors unavailable: permission denied'
    expect(parse(scrubbed.replace('No known data errors', because)).dataErrors).toEqual({
      known: false,
      because,
    })
  })

  test('are counted where they are not named', () => {
    const counted = "3 data errors, use '-v' for a list"
    expect(parse(scrubbed.replace('No known data errors', counted)).dataErrors).toEqual({
      known: true,
      count: 3,
      objects: [],
    })
  })
})

describe('the table', () => {
  test('shows groups, classes, spares, and why a device cannot be used', () => {
    const pool = table(`
	NAME                     STATE     READ WRITE CKSUM  SLOW
	tank                     DEGRADED     0     0     0     0
	  mirror-0               DEGRADED     0     0     0     0
	    spare-0              DEGRADED     0     0     0     0
	      /dev/sda1          FAULTED      5    12     0     3  too many errors
	      /dev/sdx1          ONLINE       0     0     0     0  (resilvering)
	    12345                UNAVAIL      0     0     0     0  was /dev/disk/by-id/old disk-part1
	  draid1:2d:4c:1s-1      ONLINE       0     0     0     0
	    /dev/sdc1            ONLINE       0     0 1.20K     0  block size: 512B configured, 4096B native
	    draid1-1-0           ONLINE       0     0     0     0  (awaiting resilver)
	special	
	  mirror-2               ONLINE       0     0     0     0
	    /dev/nvme0n1p1       ONLINE       0     0     0     0  (trim unsupported)
	    /dev/nvme1n1p1       ONLINE       0     0     0     0  (42% trimmed, started at Sun Nov 22 20:10:49 2026)
	logs	
	  /dev/nvme2n1p1         UNAVAIL      0     0     0     0  corrupted data
	cache
	  /dev/nvme3n1p1         ONLINE       0     0     0     0  (untrimmed)
	spares
	  /dev/sdx1              INUSE     currently in use
	  /dev/sdy1              AVAIL   
	  /f/disk five           UNAVAIL   cannot open
`)
    const flat = flattenVdevs(pool.vdevs).map((vdev: Vdev) => ({
      name: vdev.name,
      is: `${vdev.class} ${vdev.kind} ${vdev.state}`,
      aux: vdev.aux,
    }))
    expect(flat.map(({ name, is, aux }) => [name, is, aux])).toEqual([
      ['mirror-0', 'normal mirror degraded', undefined],
      ['spare-0', 'normal sparing degraded', undefined],
      ['/dev/sda1', 'normal disk faulted', 'ERR_EXCEEDED'],
      ['/dev/sdx1', 'normal disk online', undefined],
      ['12345', 'normal disk unavail', undefined],
      ['draid1:2d:4c:1s-1', 'normal draid online', undefined],
      ['/dev/sdc1', 'normal disk online', undefined],
      ['draid1-1-0', 'normal draid-spare online', undefined],
      ['mirror-2', 'special mirror online', undefined],
      ['/dev/nvme0n1p1', 'special disk online', undefined],
      ['/dev/nvme1n1p1', 'special disk online', undefined],
      ['/dev/nvme2n1p1', 'log disk unavail', 'CORRUPT_DATA'],
      ['/dev/nvme3n1p1', 'l2cache disk online', undefined],
      ['/dev/sdx1', 'spare disk inuse', 'SPARED'],
      ['/dev/sdy1', 'spare disk avail', undefined],
      ['/f/disk five', 'spare file unavail', 'OPEN_FAILED'],
    ])
    const named = (name: string) => flattenVdevs(pool.vdevs).find((vdev) => vdev.name === name)
    expect(named('/dev/sda1')).toMatchObject({ errors: { read: 5, write: 12, checksum: 0 }, slowIos: 3 })
    expect(named('12345')).toMatchObject({ wasPath: '/dev/disk/by-id/old disk-part1' })
    expect(named('/dev/sdx1')).toMatchObject({ scanning: 'resilvering' })
    expect(named('draid1-1-0')).toMatchObject({ scanning: 'awaiting-resilver' })
    expect(named('/dev/sdc1')).toMatchObject({
      errors: { checksum: 1_229 },
      blockSize: { configuredBytes: 512, nativeBytes: 4_096 },
    })
    expect(named('draid1:2d:4c:1s-1')).toMatchObject({ parity: 1 })
    expect(named('/dev/nvme0n1p1')).toMatchObject({ trim: { state: 'unsupported' } })
    expect(named('/dev/nvme1n1p1')).toMatchObject({ trim: { state: 'running', percent: 42 } })
    expect(named('/dev/nvme3n1p1')).toMatchObject({ trim: { state: 'untrimmed' } })
    expect(pool.vdevs.map(({ name }) => name)).toEqual([
      'mirror-0',
      'draid1:2d:4c:1s-1',
      'mirror-2',
      '/dev/nvme2n1p1',
      '/dev/nvme3n1p1',
      '/dev/sdx1',
      '/dev/sdy1',
      '/f/disk five',
    ])
  })

  test('with names that are not ASCII keeps its columns, which ZFS counts in bytes', () => {
    const pool = table(`
	NAME          STATE     READ WRITE CKSUM
	tank          ONLINE       0     0     0
	  /f/größe  ONLINE       0     0     7
	  /f/xxxxxxx  ONLINE       0     0     8
`)
    expect(pool.vdevs.map(({ name, errors }) => [name, errors.checksum])).toEqual([
      ['/f/größe', 7],
      ['/f/xxxxxxx', 8],
    ])
  })

  test('is refused when the pool changed between the two looks at it', () => {
    expect(() => parseStatusText(scrubbed, scrubbed.replace(/\n\t {2}\/dev\/sda1.*/, ''))).toThrow(
      /changed between/,
    )
    expect(() => parseStatusText(scrubbed, '')).toThrow(/does not show pool tank/)
  })
})

test('a pool that suspended, with what ZFS says', () => {
  const pool = parse(`  pool: tank
 state: SUSPENDED
status: One or more devices are faulted in response to IO failures.
action: Make sure the affected devices are connected, then run 'zpool clear'.
   see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-HC
config:

	NAME        STATE     READ WRITE CKSUM
	tank        UNAVAIL      0     0     0  insufficient replicas
	  /dev/sda1 REMOVED      3     0     0

errors: 2 data errors, use '-v' for a list
`)
  expect(pool).toMatchObject({
    state: 'suspended',
    messageId: 'ZFS-8000-HC',
    statusText: 'One or more devices are faulted in response to IO failures.',
  })
  expect(pool.vdevs[0]).toMatchObject({ state: 'removed', errors: { read: 3 } })
})

function parse(text: string): PoolStatus {
  const [pool] = parseStatusText(text, text)
  if (!pool) throw new Error('no pool')
  return pool
}

function withScan(text: string): PoolStatus {
  return parse(scrubbed.replace(/scan: .*/, `scan: ${text}`))
}

function table(rows: string): PoolStatus {
  return parse(`  pool: tank\n state: DEGRADED\nconfig:\n${rows}\nerrors: No known data errors\n`)
}

/** The same table as `-g` prints it: guids in the place of names, and columns that are wide enough for them. */
function withGuids(text: string, pool: PoolStatus | undefined): string {
  const guids = flattenVdevs(pool?.vdevs ?? []).values()
  const stateAt = /^\tNAME *(?=STATE)/m.exec(text)?.[0].length ?? 0
  return text
    .split('\n')
    .map((line) => {
      if (!/^\t(NAME|\w+ |  )/.test(line)) return line
      const name = line.startsWith('\t ') ? `\t  ${guids.next().value?.guid ?? ''}` : line.slice(0, stateAt)
      return name.padEnd(40) + line.slice(stateAt)
    })
    .join('\n')
}
