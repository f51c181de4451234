import type { FoundDevice, PoolDoctorFacts, PoolFinding, PoolRule, Severity } from './pool-doctor-facts.ts'
import { lossesIn, sayLost, type Losses } from './pool-losses.ts'
import { onceEach, type PoolRemedy } from './pool-remedy.ts'
import { deviceRules } from './pool-rules-devices.ts'
import { errorRules } from './pool-rules-errors.ts'
import { poolRules } from './pool-rules-pool.ts'
import { workRules } from './pool-rules-work.ts'
import { poolCan } from './pool-rules.ts'
import type { PoolState } from './pool.ts'

/** What the doctor says of a pool, in the order in which people ask. */
export interface PoolReport {
  readonly pool: string
  readonly verdict: 'ok' | 'warn' | 'fail'
  /** The verdict in one sentence. */
  readonly sentence: string
  /** What broke, the worst first; what merely is so comes last. */
  readonly findings: readonly PoolFinding[]
  /** Whether data is lost, and which. */
  readonly losses: Losses
  /** The drives it is about, each once. */
  readonly devices: readonly FoundDevice[]
  /** What to do, in this order; nothing when all is well. */
  readonly next: readonly PoolRemedy[]
  /** What not to do meanwhile. */
  readonly beware: readonly string[]
}

/** All rules, those about the whole pool first: their remedies come before those about parts of it. */
export const doctorRules: readonly PoolRule[] = [...poolRules, ...deviceRules, ...errorRules, ...workRules]

const order: readonly Severity[] = ['fail', 'warn', 'info']

/** Looks at every device, counter and event of a pool, and says what broke, what is lost, which drive it is, and what to do. */
export function diagnosePool(facts: PoolDoctorFacts): PoolReport {
  const findings = doctorRules
    .flatMap((rule) => rule.find(facts))
    .toSorted((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity))
  const losses = lossesIn(facts.pool.dataErrors, facts.vmDatasets)
  const serious = findings.filter((one) => one.severity !== 'info')
  const worst = serious[0]?.severity
  return {
    pool: facts.pool.name,
    verdict: worst === 'fail' ? 'fail' : worst === 'warn' ? 'warn' : 'ok',
    sentence: sayVerdict(facts, serious, losses, findings),
    findings,
    losses,
    devices: onceByGuid(serious.flatMap((one) => one.devices)),
    next: nextOf(serious, facts.pool.state),
    beware: [...new Set(findings.flatMap((one) => one.beware))],
  }
}

/**
 * What to do, of all that was proposed: only what the pool can take in its state, no drive replaced while a shared cause is suspected, and
 * nothing mended through memory that lies. A pool that stands still is brought back first; what its drives need then is looked at after.
 */
function nextOf(findings: readonly PoolFinding[], state: PoolState): readonly PoolRemedy[] {
  const shared = findings.some((one) => one.rule === 'errors-on-several')
  const memory = findings.some((one) => one.rule === 'memory-errors' && one.severity === 'fail')
  const first = findings.filter((one) => one.rule === 'suspended' || one.rule === 'memory-errors')
  const considered = state === 'suspended' ? first : [...first, ...findings]
  const remedies = onceEach(considered.flatMap((one) => one.remedies))
  const now = remedies.filter(
    (remedy) =>
      canBeDone(remedy, state) &&
      !(shared && remedy.kind === 'replace') &&
      !(memory && (remedy.kind === 'scrub' || remedy.kind === 'clear')),
  )
  return now.toSorted((one, other) => turnOf(one) - turnOf(other))
}

/** Checking comes after mending, and once is enough. */
function turnOf({ kind }: PoolRemedy): number {
  return ['clear', 'scrub', 'go-back'].indexOf(kind)
}

function canBeDone({ kind }: PoolRemedy, state: PoolState): boolean {
  if (kind === 'by-hand' || kind === 'show' || kind === 'go-back') return true
  return (poolCan[kind].states as readonly PoolState[]).includes(state)
}

function sayVerdict(
  { pool }: PoolDoctorFacts,
  serious: readonly PoolFinding[],
  losses: Losses,
  findings: readonly PoolFinding[],
): string {
  const lost = sayLosses(losses)
  const [worst] = serious
  if (worst === undefined) {
    const notes = findings.filter(
      (one) => one.rule === 'resilver' || one.rule === 'expansion' || one.rule === 'full',
    )
    return [`${pool.name} is well; nothing is lost.`, ...notes.map((one) => one.sentence)].join(' ')
  }
  const more = serious.length - 1
  const others =
    more === 0 ? '' : ` ${more} more thing${more === 1 ? '' : 's'} need${more === 1 ? 's' : ''} a look.`
  if (worst.rule === 'data-lost') return `${worst.sentence}${others}`
  const says =
    pool.state === 'online' && worst.severity === 'fail' && worst.devices.length > 0
      ? `${pool.name} says it is online, but: `
      : ''
  return `${says}${worst.sentence} ${lost}${others}`
}

function sayLosses(losses: Losses): string {
  switch (losses.state) {
    case 'none':
      return 'Nothing is lost.'
    case 'unknown':
      return 'Whether anything is lost is not known.'
    case 'some': {
      const named = losses.objects.map(sayLost)
      const shown = named.slice(0, 2).join(' and ')
      const hidden = named.length - 2
      return `Lost: ${shown === '' ? 'something ZFS does not name' : shown}${hidden > 0 ? ` and ${hidden} more` : ''}.`
    }
  }
}

function onceByGuid(devices: readonly FoundDevice[]): readonly FoundDevice[] {
  return [...new Map(devices.map((device) => [device.guid, device])).values()]
}
