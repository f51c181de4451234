import { describe, expect, test } from 'vitest'
import { flattenVdevs, type Vdev } from '../../domain/pool.ts'
import { ZfsOutputError } from './output-error.ts'
import { parseStatusJson } from './status-json.ts'
import { recorded } from './testing/fixtures.ts'

const now = 1_795_378_260

describe('OpenZFS 2.3.2', () => {
  test('two healthy pools', () => {
    const pools = parseStatusJson(recorded('2.3.2', 'status-healthy').stdout, now)
    expect(pools.map(({ name, guid, state }) => [name, guid, state])).toEqual([
      ['bk', '8549442678785861170', 'online'],
      ['tank', '16319549173525739920', 'online'],
    ])
    expect(pools[1]).toMatchObject({
      messageId: undefined,
      statusText: undefined,
      scan: { state: 'none' },
      expansion: { state: 'none' },
      removal: { state: 'none' },
      checkpoint: { state: 'none' },
      dataErrors: { known: true, count: 0, objects: [] },
    })
    expect(pools[1]?.vdevs).toEqual([
      {
        kind: 'raidz',
        parity: 1,
        name: 'raidz1-0',
        guid: '16224025755950011073',
        class: 'normal',
        state: 'online',
        errors: { read: 0, write: 0, checksum: 0 },
        space: { sizeBytes: 5_905_580_032, allocatedBytes: 354_304_000 },
        children: [
          disk('/dev/vdb1', '12913044299853440199'),
          disk('/dev/vdc1', '18105547089180803783'),
          disk('/dev/vdd1', '826428685804407006'),
        ],
      },
    ])
  })

  test('a disk taken offline', () => {
    const [pool] = parseStatusJson(recorded('2.3.2', 'status-degraded').stdout, now)
    expect(pool).toMatchObject({
      state: 'degraded',
      statusText:
        'One or more devices has been taken offline by the administrator. Sufficient replicas exist for the pool to continue functioning in a degraded state.',
    })
    expect(states(pool?.vdevs)).toEqual([
      ['raidz1-0', 'degraded'],
      ['/f/d1', 'online'],
      ['/f/d2', 'offline'],
      ['/f/d3', 'online'],
    ])
  })

  test('bytes that were wrong and were mended', () => {
    const [pool] = parseStatusJson(recorded('2.3.2', 'status-checksum').stdout, now)
    expect(pool).toMatchObject({
      state: 'online',
      messageId: 'ZFS-8000-9P',
      scan: {
        state: 'finished',
        what: 'scrub',
        startedAt: '2026-11-22T20:10:47.000Z',
        endedAt: '2026-11-22T20:10:48.000Z',
        errors: 0,
        repairedBytes: 17_928_704,
      },
    })
    const d3 = flattenVdevs(pool?.vdevs ?? []).find(({ name }) => name === '/f/d3')
    expect(d3).toMatchObject({
      kind: 'file',
      errors: { read: 0, write: 0, checksum: 295 },
      resilveredBytes: 17_928_704,
    })
  })

  test('a disk being replaced', () => {
    const [pool] = parseStatusJson(recorded('2.3.2', 'status-resilver').stdout, now)
    expect(pool?.scan).toEqual({
      state: 'running',
      what: 'resilver',
      startedAt: '2026-11-22T20:10:49.000Z',
      paused: false,
      doneBytes: 5_725_184,
      totalBytes: 189_144_064 - 104_448,
      // 5725184 bytes in the 11 s from its start until `now`.
      bytesPerSecond: 520_471,
      secondsLeft: 352,
      repairedBytes: 1_581_056,
    })
    expect(flattenVdevs(pool?.vdevs ?? []).map(({ kind, name }) => [kind, name])).toEqual([
      ['raidz', 'raidz1-0'],
      ['file', '/f/d1'],
      ['file', '/f/d2'],
      ['replacing', 'replacing-2'],
      ['file', '/f/d3'],
      ['file', '/f/d4'],
    ])
    const replacing = flattenVdevs(pool?.vdevs ?? []).filter(
      (vdev) => 'path' in vdev && vdev.scanning !== undefined,
    )
    expect(replacing.map(({ name }) => name)).toEqual(['/f/d4'])
  })

  test('and replaced', () => {
    const [pool] = parseStatusJson(recorded('2.3.2', 'status-replaced').stdout, now)
    expect(pool?.scan).toMatchObject({ state: 'finished', what: 'resilver', repairedBytes: 63_144_960 })
    expect(states(pool?.vdevs).map(([name]) => name)).toEqual(['raidz1-0', '/f/d1', '/f/d2', '/f/d4'])
  })
})

describe('traps', () => {
  test('no pool at all is an empty object, and nothing at all is none as well', () => {
    expect(parseStatusJson(document({}), now)).toEqual([])
    expect(parseStatusJson('', now)).toEqual([])
  })

  test('an answer cut short with exit code 0 is an error', () => {
    const { stdout } = recorded('2.3.2', 'status-healthy')
    for (const length of [1, 100, stdout.length - 3])
      expect(() => parseStatusJson(stdout.slice(0, length), now)).toThrow(ZfsOutputError)
  })

  test('so is another version of the format', () => {
    expect(() => parseStatusJson('{"output_version":{"vers_major":1},"pools":{}}', now)).toThrow(/version 1/)
  })

  test('the list of errors can be a text that says why there is none', () => {
    expect(one({ error_count: '3', errlist: 'Permission denied' }).dataErrors).toEqual({
      known: false,
      because: 'Permission denied',
    })
    expect(one({ error_count: '3' }).dataErrors).toEqual({ known: true, count: 3, objects: [] })
    expect(one({}).dataErrors).toMatchObject({ known: false })
    expect(one({ error_count: '2', errlist: ['/tank/a', 'tank/b:<0x1>'] }).dataErrors).toEqual({
      known: true,
      count: 2,
      objects: ['/tank/a', 'tank/b:<0x1>'],
    })
  })

  test('a dRAID has neither type nor state nor guid; what it is, its name tells, and how it is, its members', () => {
    const draid = (states: readonly string[]) =>
      one({
        vdevs: vdevs({
          'draid1:2d:4c:1s-0': {
            name: 'draid1:2d:4c:1s-0',
            vdevs: Object.fromEntries(states.map((state, nth) => [`/d${nth}`, leaf(`/d${nth}`, { state })])),
          },
        }),
      }).vdevs[0]
    expect(draid(['ONLINE', 'ONLINE', 'ONLINE', 'ONLINE'])).toMatchObject({
      kind: 'draid',
      parity: 1,
      state: 'online',
      guid: '',
    })
    expect(draid(['ONLINE', 'CANT_OPEN', 'ONLINE', 'ONLINE'])).toMatchObject({ state: 'degraded' })
    expect(draid(['FAULTED', 'CANT_OPEN', 'ONLINE', 'ONLINE'])).toMatchObject({ state: 'unavail' })
  })

  test('a device that is gone is known by its guid and by where it was', () => {
    const [gone] = one({
      vdevs: vdevs({
        '123': leaf('123', {
          guid: '123',
          state: 'CANT_OPEN',
          not_present: '1',
          was: '/dev/sdb1',
          path: undefined,
        }),
      }),
    }).vdevs
    expect(gone).toMatchObject({ name: '123', state: 'unavail', path: '/dev/sdb1', wasPath: '/dev/sdb1' })
  })

  test('a guid of 64 bits keeps all its digits', () => {
    expect(one({ pool_guid: '18446744073709551615' }).guid).toBe('18446744073709551615')
  })

  test('each class has its place', () => {
    const pool = one({
      vdevs: vdevs({ a: leaf('/dev/a') }),
      special: { s: leaf('/dev/s', { class: 'special' }) },
      dedup: { d: leaf('/dev/d') },
      logs: { l: leaf('/dev/l') },
      l2cache: { c: leaf('/dev/c') },
      spares: { x: leaf('/dev/x', { state: 'AVAIL' }), y: leaf('/dev/y', { state: 'INUSE', aux: 'SPARED' }) },
    })
    expect(pool.vdevs.map((vdev) => [vdev.name, vdev.class, vdev.state])).toEqual([
      ['/dev/a', 'normal', 'online'],
      ['/dev/d', 'dedup', 'online'],
      ['/dev/s', 'special', 'online'],
      ['/dev/l', 'log', 'online'],
      ['/dev/c', 'l2cache', 'online'],
      ['/dev/x', 'spare', 'avail'],
      ['/dev/y', 'spare', 'inuse'],
    ])
  })

  test.each([
    ['CANT_OPEN', 'OPEN_FAILED', 'unavail'],
    ['CANT_OPEN', 'CORRUPT_DATA', 'faulted'],
    ['CANT_OPEN', undefined, 'unavail'],
    ['CLOSED', undefined, 'offline'],
    ['FAULTED', 'ERR_EXCEEDED', 'faulted'],
    ['REMOVED', undefined, 'removed'],
    ['SOMETHING_NEW', undefined, 'unknown'],
  ])('a device that is %s (%s) shows as %s', (state, aux, shown) => {
    expect(one({ vdevs: vdevs({ a: leaf('/a', { state, aux }) }) }).vdevs[0]?.state).toBe(shown)
  })

  test('a pool whose I/O waits is suspended, and one in a state nobody knows is not to be trusted', () => {
    expect(one({ state: 'SUSPENDED' }).state).toBe('suspended')
    expect(one({ state: 'SOMETHING_NEW' }).state).toBe('unavail')
  })
})

describe('what goes on', () => {
  test('a sequential resilver counts by itself, and the later of two scans is told', () => {
    const scan = {
      function: 'SCRUB',
      state: 'FINISHED',
      start_time: '100',
      end_time: '200',
      errors: '0',
      processed: '0',
    }
    const rebuild = (changes: object) => ({
      ...scan,
      rebuild_stats: {
        'mirror-0': { name: 'mirror-0', start_time: '300', end_time: '400', rebuilt: '7', ...changes },
      },
    })
    expect(one({ scan_stats: rebuild({ state: 'COMPLETE', errors: '0' }) }).scan).toMatchObject({
      state: 'finished',
      what: 'resilver',
      repairedBytes: 7,
    })
    expect(
      one({ scan_stats: rebuild({ state: 'COMPLETE', start_time: '50', end_time: '60', errors: '0' }) }).scan,
    ).toMatchObject({ what: 'scrub' })
    expect(
      one({
        scan_stats: rebuild({
          state: 'ACTIVE',
          issued: '500',
          to_scan: '1000',
          pass_issued: '500',
          pass_time: '5000000000',
        }),
      }).scan,
    ).toMatchObject({
      state: 'running',
      what: 'resilver',
      doneBytes: 500,
      bytesPerSecond: 100,
      secondsLeft: 5,
    })
  })

  test('a paused scrub stands still, and its pauses do not count as work', () => {
    const scan = {
      function: 'SCRUB',
      state: 'SCANNING',
      start_time: '100',
      to_examine: '1000',
      skipped: '0',
      issued: '400',
      issued_bytes_per_scan: '400',
      pass_start: String(now - 100),
      scrub_spent_paused: '60',
      scrub_pause: '0',
    }
    expect(one({ scan_stats: scan }).scan).toMatchObject({
      paused: false,
      bytesPerSecond: 10,
      secondsLeft: 60,
    })
    expect(one({ scan_stats: { ...scan, scrub_pause: '5' } }).scan).toMatchObject({
      paused: true,
      bytesPerSecond: 0,
      secondsLeft: null,
    })
  })

  test('expansion, removal, checkpoint', () => {
    const pool = one({
      raidz_expand_stats: {
        name: 'raidz1',
        expanding_vdev: '0',
        state: 'SCANNING',
        start_time: '100',
        end_time: '0',
        to_reflow: '1000',
        reflowed: '10',
        waiting_for_resilver: '1',
      },
      removal_stats: { name: 'sdc', state: 'SCANNING', start_time: '100', to_copy: '50', copied: '5' },
      checkpoint_stats: { state: 'EXISTS', start_time: '100', space: '12288' },
    })
    expect(pool.expansion).toEqual({
      state: 'paused',
      vdev: 'raidz1-0',
      doneBytes: 10,
      totalBytes: 1_000,
      startedAt: '1970-01-01T00:01:40.000Z',
    })
    expect(pool.removal).toMatchObject({ state: 'running', doneBytes: 5, totalBytes: 50 })
    expect(pool.checkpoint).toEqual({
      state: 'exists',
      createdAt: '1970-01-01T00:01:40.000Z',
      sizeBytes: 12_288,
    })
    expect(
      one({ checkpoint_stats: { state: 'DISCARDING', start_time: '0', space: '5' } }).checkpoint,
    ).toEqual({
      state: 'discarding',
      leftBytes: 5,
    })
    expect(one({ removal_stats: { state: 'CANCELED', end_time: '1' } }).removal.state).toBe('cancelled')
  })
})

function document(pools: object): string {
  return JSON.stringify({ output_version: { command: 'zpool status', vers_major: 0, vers_minor: 1 }, pools })
}

function one(changes: object) {
  const [pool] = parseStatusJson(
    document({ p: { name: 'p', state: 'ONLINE', pool_guid: '1', vdevs: vdevs({}), ...changes } }),
    now,
  )
  if (!pool) throw new Error('no pool')
  return pool
}

function vdevs(children: object) {
  return { p: { name: 'p', vdev_type: 'root', guid: '1', state: 'ONLINE', vdevs: children } }
}

function leaf(path: string, changes: object = {}) {
  return {
    name: path,
    path,
    vdev_type: 'disk',
    guid: '2',
    class: 'normal',
    state: 'ONLINE',
    slow_ios: '0',
    ...changes,
  }
}

function disk(path: string, guid: string): Vdev {
  return {
    kind: 'disk',
    name: path,
    path,
    guid,
    class: 'normal',
    state: 'online',
    errors: { read: 0, write: 0, checksum: 0 },
    slowIos: 0,
    sizeBytes: 2_136_997_888,
    replacementBytes: 1_973_245_270,
  }
}

function states(vdevs: readonly Vdev[] = []) {
  return flattenVdevs(vdevs).map(({ name, state }) => [name, state])
}
