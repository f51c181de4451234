import { expect, test } from 'vitest'
import { diagnosePool } from '../pool-doctor.ts'
import type { PoolDoctorFacts, PoolRule } from '../pool-doctor-facts.ts'
import { remedyCommand, type PoolRemedy } from '../pool-remedy.ts'
import type { Pool, Vdev, VdevLeaf } from '../pool.ts'
import { partOf, someDoctorFacts } from './doctor-facts.ts'
import { leaf, mirror } from './pools.ts'

/** A pool that has something, and what the doctor has to say of it. */
export interface DoctorCase {
  readonly what: string
  readonly pool?: Partial<Pool>
  readonly facts?: Partial<PoolDoctorFacts>
  /** `severity rule`, the worst first. */
  readonly finds: readonly string[]
  /** Of the verdict or a finding. */
  readonly says?: RegExp
  /** Commands without `kiste`, paths short; `hand` for what hands do. */
  readonly next?: readonly string[]
  readonly because?: RegExp
  readonly beware?: RegExp
}

export const a = leaf(partOf('sda'))
export const b = leaf(partOf('sdb'))

/** A scrub that is over. */
export const ended = (endedAt: string, changes: object = {}): Pool['scan'] => ({
  state: 'finished',
  what: 'scrub',
  startedAt: endedAt,
  endedAt,
  errors: 0,
  repairedBytes: 0,
  ...changes,
})

/** The mirror of sda and sdb with something changed on one or both. */
export function pair(
  one: Partial<Vdev & VdevLeaf> = {},
  other: Partial<Vdev & VdevLeaf> = {},
): Partial<Pool> {
  return {
    vdevs: [
      mirror([
        { ...a, ...one },
        { ...b, ...other },
      ]),
    ],
  }
}

/** Tests each case, and that each of these rules has one. */
export function judge(cases: readonly DoctorCase[], rules: readonly PoolRule[]): void {
  test.each(cases)('$what', ({ pool, facts, finds, says, next, because, beware }) => {
    const report = diagnosePool(someDoctorFacts(pool, facts))
    const sentences = [report.sentence, ...report.findings.map((one) => one.sentence)].join('\n')
    expect(report.findings.map((one) => `${one.severity} ${one.rule}`)).toEqual(finds)
    if (says) expect(sentences).toMatch(new RegExp(says.source, 'm'))
    if (next) expect(short(report.next)).toEqual(next)
    if (because)
      expect(report.findings.flatMap((one) => one.causes).join('\n')).toMatch(new RegExp(because.source, 'm'))
    if (beware) expect(report.beware.join('\n')).toMatch(beware)
    const worst = report.findings[0]?.severity ?? 'info'
    expect(report.verdict).toBe(worst === 'info' ? 'ok' : worst)
  })

  test('every rule has its case', () => {
    const found = new Set(
      cases.flatMap(({ pool, facts }) =>
        diagnosePool(someDoctorFacts(pool, facts)).findings.map((one) => one.rule),
      ),
    )
    expect(rules.map((rule) => rule.id).filter((id) => !found.has(id))).toEqual([])
  })
}

function short(remedies: readonly PoolRemedy[]): readonly string[] {
  return remedies.map(
    (remedy) =>
      remedyCommand(remedy)?.replace('kiste ', '').replaceAll('/dev/disk/by-id/ata-HDD_S-', '@') ?? 'hand',
  )
}
