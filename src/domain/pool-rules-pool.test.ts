import { poolRules } from './pool-rules-pool.ts'
import { workRules } from './pool-rules-work.ts'
import type { Pool } from './pool.ts'
import { a, b, ended, judge, pair } from './testing/doctor-case.ts'
import { mirror } from './testing/pools.ts'

const at = '2026-11-25T08:00:00.000Z'
const running = (what: 'scrub' | 'resilver', paused = false): Pool['scan'] => ({
  state: 'running',
  what,
  paused,
  startedAt: at,
  doneBytes: 1e12,
  totalBytes: 4e12,
  bytesPerSecond: 1e8,
  secondsLeft: 30_000,
  repairedBytes: 0,
})

judge(
  [
    {
      what: 'a suspended pool',
      pool: { state: 'suspended', ...pair({ state: 'removed' }, { state: 'removed' }) },
      finds: ['fail suspended', 'fail device-down', 'fail device-down'],
      says: /^tank stands still/,
      next: ['hand', 'pool clear tank'],
      beware: /Do not restart the host/,
    },
    {
      what: 'a pool that cannot be used',
      pool: { state: 'unavail' },
      finds: ['fail unavailable'],
      beware: /Do not make a new pool of its drives/,
    },
    {
      what: 'a resilver',
      pool: { scan: running('resilver'), vdevs: [mirror([a, { ...b, scanning: 'resilvering' }])] },
      finds: ['info resilver'],
      says: /^tank is well; nothing is lost\. Data is being rebuilt: 25 % of 3\.6 TiB, 8 hours left\.$/,
      beware: /no further drive may fail/,
    },
    {
      what: 'an expansion that waits',
      pool: { expansion: { state: 'paused', vdev: 'raidz1-0', doneBytes: 1, totalBytes: 4, startedAt: at } },
      finds: ['warn expansion'],
      says: /raidz1-0 is being expanded: 25 %, and it waits/,
    },
    {
      what: 'a removal',
      pool: { removal: { state: 'running', doneBytes: 1, totalBytes: 2, startedAt: at } },
      finds: ['info expansion'],
    },
    {
      what: 'a pool that was never scrubbed',
      pool: { scan: { state: 'none' } },
      finds: ['warn scrub'],
      next: ['pool scrub tank'],
    },
    { what: 'a scrub that runs', pool: { scan: running('scrub') }, finds: ['info scrub'] },
    {
      what: 'a scrub that is paused',
      pool: { scan: running('scrub', true) },
      finds: ['warn scrub'],
      next: ['pool scrub tank'],
    },
    {
      what: 'a scrub that was stopped',
      pool: { scan: { state: 'cancelled', what: 'scrub', endedAt: at } },
      finds: ['warn scrub'],
    },
    { what: 'a scrub of 39 days ago', pool: { scan: ended('2026-10-18T07:00:00.000Z') }, finds: [] },
    {
      what: 'a scrub of 40 days ago',
      pool: { scan: ended('2026-10-17T07:00:00.000Z') },
      finds: ['info scrub'],
    },
    {
      what: 'a scrub of 100 days ago',
      pool: { scan: ended('2026-08-18T07:00:00.000Z') },
      finds: ['warn scrub'],
      says: /100 days ago/,
    },
    {
      what: 'a scrub that mended something',
      pool: { scan: ended(at, { repairedBytes: 17_928_704 }) },
      finds: ['info scrub'],
    },
    { what: '79 % full', pool: { allocatedBytes: 3.199e12 }, finds: [] },
    {
      what: '80 % full',
      pool: { allocatedBytes: 3.2e12 },
      finds: ['info full'],
      says: /^tank is well.*80 % full/,
    },
    { what: '90 % full', pool: { allocatedBytes: 3.6e12 }, finds: ['warn full'], says: /writing gets slow/ },
    {
      what: '95 % full',
      pool: { allocatedBytes: 3.8e12, freeBytes: 2e11 },
      finds: ['fail full'],
      says: /95 % full \(186 GiB free\): soon VMs are paused/,
      next: ['hand'],
    },
    {
      what: 'full by a checkpoint',
      pool: { allocatedBytes: 3.8e12, checkpoint: { state: 'exists', createdAt: at, sizeBytes: 1e12 } },
      finds: ['fail full', 'info checkpoint'],
      next: ['pool checkpoint tank --discard', 'hand'],
      because: /holds 931 GiB back/,
    },
    {
      what: 'an old checkpoint',
      pool: { checkpoint: { state: 'exists', createdAt: '2026-11-10T08:00:00.000Z', sizeBytes: 1 } },
      finds: ['warn checkpoint'],
      says: /16 days old/,
    },
    {
      what: 'a pool without a second copy',
      pool: { vdevs: [a] },
      finds: ['warn no-redundancy'],
      says: /keeps no second copy/,
    },
    {
      what: 'sectors that do not fit',
      pool: pair({ blockSize: { configuredBytes: 512, nativeBytes: 4096 } }),
      finds: ['info sectors'],
    },
    { what: 'read-only', pool: { readOnly: true }, finds: ['info read-only'] },
    { what: 'new features', facts: { newFeatures: 3 }, finds: ['info features'], next: [] },
    { what: 'features that could not be read', facts: { newFeatures: null }, finds: [] },
  ],
  [...poolRules, ...workRules],
)
