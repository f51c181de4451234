import { deviceRules } from './pool-rules-devices.ts'
import { a, b, ended, judge, pair } from './testing/doctor-case.ts'
import { drivesFeeling, partOf } from './testing/doctor-facts.ts'
import { group, leaf, mirror, raidz } from './testing/pools.ts'

const at = '2026-11-25T08:00:00.000Z'
const reads = { read: 12, write: 3, checksum: 0 }

judge(
  [
    {
      what: 'a disk that failed',
      pool: { state: 'degraded', ...pair({ state: 'faulted', aux: 'ERR_EXCEEDED', errors: reads }) },
      facts: { drives: drivesFeeling({ sda: { reallocatedSectors: 1984 } }) },
      finds: ['fail device-down'],
      says: /^sda, ST4000VN006 \(serial S-sda\) had too many errors, and ZFS stopped using it\. mirror-0 survives no further failure\. Nothing is lost\.$/,
      next: ['pool replace tank @sda @sdc'],
      because: /^The drive itself: it has given up 1984 sectors\.$/,
      beware: /the next failure loses the pool/,
    },
    {
      what: 'a disk that failed under a pool that says it is online',
      pool: pair({ state: 'faulted' }),
      finds: ['fail device-down'],
      says: /^tank says it is online, but: sda.* has failed\./,
    },
    {
      what: 'a disk that failed where a spare waits',
      pool: {
        state: 'degraded',
        vdevs: [
          mirror([{ ...a, state: 'faulted' }, b]),
          leaf(partOf('sdc'), { class: 'spare', state: 'avail' }),
        ],
      },
      finds: ['fail device-down'],
      next: ['pool replace tank @sda @sdc'],
    },
    {
      what: 'a disk that failed and none to take its place',
      pool: { state: 'degraded', ...pair({ state: 'faulted', sizeBytes: 4e12 }) },
      facts: { drives: drivesFeeling({}).slice(0, 2) },
      finds: ['fail device-down'],
      next: ['hand', 'pool replace tank @sda NEW-DRIVE'],
    },
    {
      what: 'a disk that is gone',
      pool: { state: 'degraded', ...pair({ state: 'removed' }) },
      facts: { drives: drivesFeeling({}).slice(1) },
      finds: ['fail device-down'],
      says: /was pulled out or went away/,
      next: ['hand', `pool online tank ${a.guid}`, `pool replace tank ${a.guid} @sdc`],
      because: /the host does not see it at all/,
    },
    {
      what: 'a disk that came back under another name',
      pool: {
        state: 'degraded',
        vdevs: [mirror([leaf('123', { guid: '123', state: 'unavail', wasPath: partOf('sda') }), b])],
      },
      finds: ['fail device-down'],
      next: ['pool online tank 123', 'pool replace tank 123 @sdc'],
      because: /sees the drive again/,
    },
    {
      what: 'a disk that another was put in the place of',
      pool: { state: 'degraded', ...pair({ state: 'unavail', aux: 'CORRUPT_DATA' }) },
      finds: ['fail device-down'],
      next: ['pool replace tank @sda @sdc'],
      because: /Another drive is in its place/,
    },
    {
      what: 'a disk that failed while there is a checkpoint',
      pool: {
        state: 'degraded',
        checkpoint: { state: 'exists', createdAt: at, sizeBytes: 1 },
        ...pair({ state: 'faulted' }),
      },
      finds: ['fail device-down', 'info checkpoint'],
      next: ['pool checkpoint tank --discard', 'pool replace tank @sda @sdc'],
    },
    {
      what: 'a disk that somebody took offline, of a raidz2',
      pool: {
        state: 'degraded',
        vdevs: [raidz(2, [{ ...a, state: 'offline' }, b, leaf(partOf('sdd')), leaf(partOf('sde'))])],
      },
      finds: ['warn device-down'],
      says: /is offline, because somebody took it so\. raidz2-0 survives 1 more\./,
      next: ['pool online tank @sda'],
    },
    {
      what: 'a cache device that failed',
      pool: { vdevs: [mirror([a, b]), leaf(partOf('sdc'), { class: 'l2cache', state: 'faulted' })] },
      finds: ['warn device-down'],
      next: ['pool remove tank @sdc'],
    },
    {
      what: 'a disk that is only used because it is needed',
      pool: { state: 'degraded', ...pair({ state: 'degraded' }) },
      finds: ['fail device-degraded'],
      next: ['pool replace tank @sda @sdc'],
    },
    {
      what: 'a spare that stands in',
      pool: {
        state: 'degraded',
        vdevs: [
          mirror([
            group('sparing', 'spare-0', [{ ...a, state: 'unavail' }, leaf(partOf('sdb'))]),
            leaf(partOf('sdx')),
          ]),
          leaf(partOf('sdb'), { class: 'spare', state: 'inuse' }),
        ],
      },
      finds: ['fail spare-in-use'],
      says: /^The spare sdb.* stands in for sda.*, which cannot be opened/,
      next: ['pool replace tank @sda @sdc'],
    },
    {
      what: 'a spare that stands in for a drive that works again',
      pool: {
        vdevs: [
          mirror([group('sparing', 'spare-0', [a, leaf(partOf('sdb'))]), leaf(partOf('sdx'))]),
          leaf(partOf('sdb'), { class: 'spare', state: 'inuse' }),
        ],
      },
      finds: ['warn spare-in-use'],
      next: ['pool detach tank @sdb'],
    },
    {
      what: 'a replacement that is done and still attached',
      pool: {
        vdevs: [
          mirror([group('replacing', 'replacing-0', [{ ...a, state: 'faulted' }, leaf(partOf('sdc'))]), b]),
        ],
        scan: ended(at, { what: 'resilver' }),
      },
      finds: ['warn replacing-done'],
      says: /^All data is on sdc.*, but sda.*, which it replaces, is still attached\./,
      next: ['pool detach tank @sda'],
    },
  ],
  deviceRules,
)
