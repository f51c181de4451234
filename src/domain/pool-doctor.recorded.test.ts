import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseStatusJson } from '../host/zfs/status-json.ts'
import { diagnosePool, type PoolReport } from './pool-doctor.ts'
import type { PoolDoctorFacts } from './pool-doctor-facts.ts'
import { remedyCommand } from './pool-remedy.ts'
import { somePool } from './testing/pools.ts'

// What OpenZFS 2.3.2 said of real pools (src/host/zfs/fixtures), read by the adapter and judged here.

const seen = Date.parse('2026-11-26T08:00:00.000Z') / 1000

function report(name: string, pool: string, changes: Partial<PoolDoctorFacts> = {}): PoolReport {
  const text = readFileSync(new URL(`../host/zfs/fixtures/2.3.2/${name}.out`, import.meta.url), 'utf8')
  const status = parseStatusJson(text, seen).find((one) => one.name === pool)
  if (status === undefined) throw new Error(`${name} does not tell of ${pool}`)
  return diagnosePool({
    // How full it is, `zpool list` says.
    pool: { ...somePool(), ...status },
    drives: [],
    vmDatasets: [{ dataset: 'tank/vol', vm: 'web', disk: 'root' }],
    troubles: [],
    memoryEcc: false,
    earlier: new Map(),
    newFeatures: 0,
    now: '2026-11-26T08:00:00.000Z',
    ...changes,
  })
}

const rules = ({ findings }: PoolReport) => findings.map((one) => `${one.severity} ${one.rule}`)
const commands = ({ next }: PoolReport) => next.map((remedy) => remedyCommand(remedy) ?? 'by hand')

describe('recorded pools', () => {
  test('a healthy raidz1 that was never scrubbed', () => {
    const said = report('status-healthy', 'tank')
    expect(rules(said)).toEqual(['warn scrub'])
    expect(said.sentence).toMatch(/^tank was never scrubbed.* Nothing is lost\.$/)
    expect(commands(said)).toEqual(['kiste pool scrub tank'])
  })

  test('a disk that was taken offline', () => {
    const said = report('status-degraded', 'fp')
    // Nothing more may fail, so it is no quiet matter although somebody meant it.
    expect(rules(said)).toEqual(['fail device-down', 'warn scrub'])
    expect(said.sentence).toBe(
      '/f/d2 is offline, because somebody took it so. raidz1-0 survives no further failure. Nothing is lost. 1 more thing needs a look.',
    )
    expect(commands(said)).toEqual(['kiste pool online fp 113160299142042188', 'kiste pool scrub fp'])
  })

  test('a disk that was written over, under a pool that says it is online', () => {
    const said = report('status-checksum', 'fp')
    expect(rules(said)).toEqual(['warn errors-on-one', 'info scrub'])
    expect(said.sentence).toBe('/f/d3 had 295 checksum errors. Nothing is lost.')
    expect(said.findings[1]?.sentence).toBe('The last scrub found 17.1 MiB that were wrong and mended them.')
    expect(commands(said)).toEqual([
      'kiste pool replace fp 18090237443313033072 NEW-DRIVE',
      'kiste pool clear fp',
      'kiste pool scrub fp',
    ])
  })

  test('a resilver that runs', () => {
    const said = report('status-resilver', 'fp')
    expect(rules(said)).toEqual(['info resilver'])
    expect(said.verdict).toBe('ok')
    expect(said.sentence).toMatch(/^fp is well; nothing is lost\. Data is being rebuilt: 3 % of 180 MiB/)
  })

  test('a disk that was replaced', () => {
    expect(report('status-replaced', 'fp')).toMatchObject({
      verdict: 'ok',
      sentence: 'fp is well; nothing is lost.',
    })
  })

  test('a lone disk that was never scrubbed', () => {
    const said = report('status-json-removed', 'tank')
    expect(rules(said)).toEqual(['warn no-redundancy', 'warn scrub'])
    expect(said.sentence).toMatch(/^tank keeps no second copy of what is on virtio-lab-disk-1/)
  })

  test('a disk another was put in the place of', () => {
    const said = report('status-json-missing', 'tank')
    expect(said.findings[0]).toMatchObject({ rule: 'device-down', severity: 'fail' })
    expect(said.findings[0]?.sentence).toMatch(/no longer holds what ZFS wrote to it|cannot be opened/)
  })

  test('data that is lost, named by VM and file', () => {
    const said = report('status-json-data-errors', 'tank')
    expect(said.verdict).toBe('fail')
    expect(said.sentence).toMatch(
      /^Damaged beyond repair in tank: \/tank\/photo one\.jpg, \/tank\/übung, part of the disk root of web\./,
    )
    expect(said.losses).toMatchObject({ state: 'some', more: 0 })
    expect(rules(said)).toEqual(
      expect.arrayContaining(['fail data-lost', 'warn errors-on-one', 'warn no-redundancy']),
    )
    expect(commands(said)).toContain('kiste snapshot list web')
  })
})
