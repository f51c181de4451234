import type { Drive, DriveHealth } from './drive.ts'
import { membersOf, sayMember, shortName, type Member } from './pool-members.ts'
import type { VmDataset } from './pool-losses.ts'
import type { PoolRemedy } from './pool-remedy.ts'
import type { Trouble } from './pool-trouble.ts'
import type { Pool } from './pool.ts'

/** All that the pool doctor looks at. */
export interface PoolDoctorFacts {
  readonly pool: Pool
  /** All drives of the host, with what uses them. */
  readonly drives: readonly Drive[]
  readonly vmDatasets: readonly VmDataset[]
  /** What the kernel and ZFS told since the counters were last cleared, gathered. */
  readonly troubles: readonly Trouble[]
  /** Whether the memory mends its own errors; null where the host does not tell. */
  readonly memoryEcc: boolean | null
  /** How drives felt at an earlier look, by serial: what rises says more than what is. */
  readonly earlier: ReadonlyMap<string, Extract<DriveHealth, { readonly known: true }>>
  /** Features of this ZFS that the pool does not have; null where they could not be read. */
  readonly newFeatures: number | null
  /** ISO 8601. */
  readonly now: string
}

/** `info` needs nothing done, `warn` something soon, `fail` something now. */
export type Severity = 'info' | 'warn' | 'fail'

/** A device of the pool, as one finds it in the case. */
export interface FoundDevice {
  readonly guid: string
  /** What plans take to name it: the lasting path, or the guid where the drive is gone. */
  readonly device: string
  /** `sda, WDC WD40 (serial X, slot 3)`. */
  readonly name: string
  readonly serial?: string | undefined
  readonly byIdPath?: string | undefined
  readonly bay?: string | undefined
}

/** One thing the doctor found. */
export interface PoolFinding {
  readonly rule: string
  readonly severity: Severity
  /** What is so, as a whole sentence. */
  readonly sentence: string
  readonly devices: readonly FoundDevice[]
  /** In the order in which to do them. */
  readonly remedies: readonly PoolRemedy[]
  /** What not to do meanwhile, whole sentences. */
  readonly beware: readonly string[]
  /** What it most likely is, most likely first. */
  readonly causes: readonly string[]
}

/** A finding without the lists that are empty. */
export function finding(
  rule: string,
  severity: Severity,
  sentence: string,
  more: Partial<Omit<PoolFinding, 'rule' | 'severity' | 'sentence'>> = {},
): PoolFinding {
  return { rule, severity, sentence, devices: [], remedies: [], beware: [], causes: [], ...more }
}

/** A rule looks at the facts and says what it finds. */
export interface PoolRule {
  readonly id: string
  find(facts: PoolDoctorFacts): readonly PoolFinding[]
}

/** The devices of the pool with their drives. */
export function devicesOf(facts: PoolDoctorFacts): readonly Member[] {
  return membersOf(facts.pool, facts.drives)
}

export function foundDevice(member: Member): FoundDevice {
  const { leaf, drive } = member
  const serial = drive?.serial ?? serialIn(shortName(leaf.wasPath ?? leaf.path))
  return {
    guid: leaf.guid,
    device: drive?.byIdPath ?? leaf.guid,
    name: sayMember(member),
    ...(serial === undefined || serial === '' ? {} : { serial }),
    ...(drive?.byIdPath === undefined ? {} : { byIdPath: drive.byIdPath }),
    ...(drive?.bay === undefined ? {} : { bay: drive.bay }),
  }
}

/** The serial of a drive that is gone, from the name udev gave it: `ata-MODEL_SERIAL`, `virtio-SERIAL`. */
export function serialIn(link: string): string | undefined {
  return /_([^_]+)$/.exec(link)?.[1] ?? /^virtio-(.+)$/.exec(link)?.[1]
}
