import { describe, expect, test } from 'vitest'
import { planCheckpoint } from './plan-pool-checkpoint.ts'
import { planClear } from './plan-pool-clear.ts'
import { planDetach } from './plan-pool-detach.ts'
import { planOnline } from './plan-pool-online.ts'
import { planRemove } from './plan-pool-remove.ts'
import { planReplace } from './plan-pool-replace.ts'
import { planScrub, planTrim } from './plan-pool-scrub.ts'
import { planUpgrade } from './plan-pool-upgrade.ts'
import { diagnosePool } from './pool-doctor.ts'
import type { PoolFacts } from './pool-facts.ts'
import { isRunnable, type PoolRemedy } from './pool-remedy.ts'
import type { Pool } from './pool.ts'
import { valid, type Checked } from './problem.ts'
import { a, b, pair } from './testing/doctor-case.ts'
import { drivesFeeling, partOf, someDoctorFacts } from './testing/doctor-facts.ts'
import { codes } from './testing/facts.ts'
import { somePoolFacts } from './testing/pool-facts.ts'
import { group, leaf, mirror } from './testing/pools.ts'

test('a healthy pool is said to be one', () => {
  expect(diagnosePool(someDoctorFacts())).toEqual({
    pool: 'tank',
    verdict: 'ok',
    sentence: 'tank is well; nothing is lost.',
    findings: [],
    losses: { state: 'none', objects: [], more: 0 },
    devices: [],
    next: [],
    beware: [],
  })
})

test('the drive is told as one finds it in the case', () => {
  const drives = drivesFeeling({}, (drive) => ({ ...drive, bay: 'slot 3' }))
  const report = diagnosePool(someDoctorFacts(pair({ state: 'faulted' }), { drives }))
  expect(report.devices).toEqual([
    {
      guid: a.guid,
      device: '/dev/disk/by-id/ata-HDD_S-sda',
      name: 'sda, ST4000VN006 (serial S-sda, slot 3)',
      serial: 'S-sda',
      byIdPath: '/dev/disk/by-id/ata-HDD_S-sda',
      bay: 'slot 3',
    },
  ])
})

test('of one that is gone, the serial is known from its name', () => {
  const gone = leaf('9', {
    guid: '9',
    state: 'unavail',
    wasPath: '/dev/disk/by-id/ata-WDC_WD40EFPX_WD-WX12-part1',
  })
  const report = diagnosePool(someDoctorFacts({ vdevs: [mirror([gone, b])] }))
  expect(report.devices).toEqual([
    { guid: '9', device: '9', name: '9, which was ata-WDC_WD40EFPX_WD-WX12', serial: 'WD-WX12' },
  ])
})

describe('what the doctor advises can be planned as it stands', () => {
  const spare = leaf(partOf('sdc'), { class: 'spare', state: 'avail' })
  test.each<[string, Partial<Pool>]>([
    ['a failed disk and a bare one', { state: 'degraded', ...pair({ state: 'faulted' }) }],
    [
      'a failed disk and a spare that waits',
      { state: 'degraded', vdevs: [mirror([{ ...a, state: 'faulted' }, b]), spare] },
    ],
    [
      'a disk that is gone',
      { state: 'degraded', vdevs: [mirror([leaf('9', { guid: '9', state: 'unavail' }), b])] },
    ],
    ['a disk that is offline', { state: 'degraded', ...pair({ state: 'offline' }) }],
    ['checksum errors', pair({ errors: { read: 0, write: 0, checksum: 7 } })],
    [
      'a replacement that is done',
      {
        vdevs: [
          mirror([group('replacing', 'replacing-0', [{ ...a, state: 'faulted' }, leaf(partOf('sdc'))]), b]),
        ],
      },
    ],
    [
      'a checkpoint',
      { checkpoint: { state: 'exists', createdAt: '2026-10-01T00:00:00.000Z', sizeBytes: 1 } },
    ],
    [
      'a scrub that was stopped',
      { scan: { state: 'cancelled', what: 'scrub', endedAt: '2026-11-01T00:00:00.000Z' } },
    ],
  ])('%s', (_, pool) => {
    const facts = someDoctorFacts(pool)
    const { next } = diagnosePool(facts)
    const planFacts = somePoolFacts({}, { pool: facts.pool, pools: [facts.pool], drives: facts.drives })
    const runnable = next.filter(isRunnable)
    expect(runnable.length).toBeGreaterThan(0)
    for (const remedy of runnable) expect(codes(planFor(remedy, planFacts))).toBe('ok')
  })
})

function planFor(remedy: PoolRemedy, facts: PoolFacts): Checked<unknown> {
  switch (remedy.kind) {
    case 'replace':
      return planReplace({ old: remedy.device, new: remedy.with ?? '' }, facts)
    case 'online':
      return planOnline(remedy.device, facts)
    case 'detach':
      return planDetach({ device: remedy.device }, facts)
    case 'remove':
      return planRemove(remedy.device, facts)
    case 'scrub':
      return planScrub('start', facts)
    case 'trim':
      return planTrim('start', facts)
    case 'clear':
      return planClear(facts)
    case 'upgrade':
      return planUpgrade(facts)
    case 'discard-checkpoint':
      return planCheckpoint('discard', facts)
    case 'show':
    case 'go-back':
    case 'by-hand':
      return valid(null)
  }
}
