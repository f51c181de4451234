import { driveId, type Drive } from '../domain/drive.ts'
import type { LayoutChoices } from '../domain/plan-pool-layouts.ts'
import { shapeWord } from '../domain/pool-layout.ts'
import { sayRebuild } from '../domain/pool-layout-rebuild.ts'
import type { PoolReport } from '../domain/pool-doctor.ts'
import type { FoundDevice, Severity } from '../domain/pool-doctor-facts.ts'
import { sayLost } from '../domain/pool-losses.ts'
import { membersOf } from '../domain/pool-members.ts'
import { failuresLeft } from '../domain/pool-redundancy.ts'
import { isRunnable, remedyCommand, type PoolRemedy } from '../domain/pool-remedy.ts'
import type { PoolSettings } from '../domain/pool-settings.ts'
import type { Pool, Vdev, VdevClass, VdevErrors, VdevState, VdevTrim } from '../domain/pool.ts'

/** A pool for people to look at: its parts as rows, each naming the one it is in. */
export type PoolView = Omit<Pool, 'vdevs'> & {
  readonly vdevs: readonly VdevView[]
  readonly vms: readonly string[]
  /** What can be set and a little more; absent where the pool does not answer. */
  readonly settings?: readonly SettingView[] | undefined
}

export interface VdevView {
  readonly guid: string
  /** The guid of the group it is in; absent at the top. */
  readonly in?: string | undefined
  readonly name: string
  readonly kind: Vdev['kind']
  readonly class: VdevClass
  readonly state: VdevState
  readonly errors: VdevErrors
  readonly aux?: string | undefined
  readonly sizeBytes?: number | undefined
  readonly allocatedBytes?: number | undefined
  /** Of a group: how many more of its devices may fail. */
  readonly failuresLeft?: number | undefined
  readonly removing?: true | undefined
  readonly scanning?: 'resilvering' | 'repairing' | 'awaiting-resilver' | undefined
  readonly path?: string | undefined
  /** How far it has been told which of its blocks are free; absent where the release does not tell. */
  readonly trim?: VdevTrim | undefined
  /** The drive of this host it is on. */
  readonly drive?: DriveName | undefined
}

export interface DriveName {
  readonly kernelName: string
  readonly model: string
  readonly serial: string
  readonly bay?: string | undefined
}

export interface SettingView {
  readonly name: string
  readonly of: 'pool' | 'dataset'
  readonly value: string
  /** It was set here, and is no default. */
  readonly local: boolean
}

export function toPoolView(
  pool: Pool,
  drives: readonly Drive[],
  vms: readonly string[],
  settings: PoolSettings | undefined,
): PoolView {
  const driveOf = new Map(membersOf(pool, drives).map(({ leaf, drive }) => [leaf.guid, drive]))
  return {
    ...pool,
    vdevs: pool.vdevs.flatMap((vdev) => rowsOf(vdev, undefined, driveOf)),
    vms,
    ...(settings === undefined ? {} : { settings: settingRows(settings) }),
  }
}

function rowsOf(
  vdev: Vdev,
  above: string | undefined,
  driveOf: ReadonlyMap<string, Drive | undefined>,
): readonly VdevView[] {
  const { guid, name, kind, class: vdevClass, state, errors, aux, space, removing } = vdev
  const drive = driveOf.get(guid)
  const leaf = 'children' in vdev ? {} : { path: vdev.path, scanning: vdev.scanning, trim: vdev.trim }
  const size = space?.sizeBytes ?? ('children' in vdev ? undefined : vdev.sizeBytes)
  const row: VdevView = {
    guid,
    in: above,
    name,
    kind,
    class: vdevClass,
    state,
    errors,
    aux,
    ...(isRedundant(vdev) ? { failuresLeft: failuresLeft(vdev) } : {}),
    removing,
    sizeBytes: size,
    allocatedBytes: space?.allocatedBytes,
    ...leaf,
    drive: drive && {
      kernelName: drive.kernelName,
      model: drive.model,
      serial: drive.serial,
      bay: drive.bay,
    },
  }
  const children = 'children' in vdev ? vdev.children : []
  return [row, ...children.flatMap((child) => rowsOf(child, guid, driveOf))]
}

function isRedundant({ kind }: Vdev): boolean {
  return kind === 'mirror' || kind === 'raidz' || kind === 'draid'
}

function settingRows(settings: PoolSettings): readonly SettingView[] {
  return (['pool', 'dataset'] as const).flatMap((of) =>
    Object.entries(settings[of])
      .filter(([name]) => !name.startsWith('feature@'))
      .map(([name, { value, local }]) => ({ name, of, value, local })),
  )
}

/** What the doctor says, with what to do as lines to type. */
export interface PoolHealthView {
  readonly pool: string
  readonly verdict: 'ok' | 'warn' | 'fail'
  readonly sentence: string
  readonly findings: readonly {
    readonly rule: string
    readonly severity: Severity
    readonly sentence: string
    readonly devices: readonly FoundDevice[]
    readonly causes: readonly string[]
    readonly remedies: readonly RemedyView[]
  }[]
  readonly losses: {
    readonly state: 'none' | 'some' | 'unknown'
    /** What is lost, each as people would call it. */
    readonly objects: readonly string[]
    readonly more: number
  }
  readonly devices: readonly FoundDevice[]
  readonly next: readonly RemedyView[]
  readonly beware: readonly string[]
}

export interface RemedyView {
  readonly kind: PoolRemedy['kind']
  /** The line to type, or what hands have to do. */
  readonly text: string
  /** Whether the line can be typed as it stands. */
  readonly runnable: boolean
  readonly device?: string | undefined
  readonly with?: string | undefined
  readonly vm?: string | undefined
}

export function toHealthView(report: PoolReport): PoolHealthView {
  return {
    ...report,
    findings: report.findings.map(({ beware: _beware, remedies, ...finding }) => ({
      ...finding,
      remedies: remedies.map(toRemedyView),
    })),
    losses: { ...report.losses, objects: report.losses.objects.map(sayLost) },
    next: report.next.map(toRemedyView),
  }
}

function toRemedyView(remedy: PoolRemedy): RemedyView {
  return {
    kind: remedy.kind,
    text: remedy.kind === 'by-hand' ? remedy.text : (remedyCommand(remedy) ?? remedy.kind),
    runnable: isRunnable(remedy),
    ...('device' in remedy ? { device: remedy.device } : {}),
    ...('with' in remedy ? { with: remedy.with } : {}),
    ...('vm' in remedy ? { vm: remedy.vm } : {}),
  }
}

/** Every sensible pool of some drives. */
export interface LayoutsView {
  readonly layouts: readonly LayoutView[]
  /** Whether the first is recommended. */
  readonly recommended: boolean
  readonly reason: string
  readonly unused: readonly { readonly drive: string; readonly because: string }[]
}

export interface LayoutView {
  readonly title: string
  readonly groups: readonly {
    readonly class: VdevClass
    readonly shape: string
    readonly drives: readonly string[]
  }[]
  readonly rawBytes: number
  readonly usableBytes: number
  readonly wastedBytes: number
  readonly failuresSurvived: number
  readonly failuresAtBest: number
  readonly survival: string
  readonly rebuild?: string | undefined
  /** What a block of a VM's disk takes of the drives, by its size; 1 is what it holds. */
  readonly blockCosts: readonly { readonly volblocksizeBytes: number; readonly inflation: number }[]
  readonly volblocksizeBytes: number
  readonly notes: readonly string[]
}

export function toLayoutsView({ layouts, recommended, reason, unused }: LayoutChoices): LayoutsView {
  return {
    layouts: layouts.map((assessed) => ({
      title: assessed.title,
      groups: assessed.layout.groups.map((group) => ({
        class: group.class,
        shape: shapeWord(group.shape, group.drives.length) ?? 'single',
        drives: group.drives,
      })),
      rawBytes: assessed.rawBytes,
      usableBytes: assessed.usableBytes,
      wastedBytes: assessed.wastedBytes,
      failuresSurvived: assessed.failures.any,
      failuresAtBest: assessed.failures.atBest,
      survival: assessed.survival,
      ...(assessed.rebuild === null ? {} : { rebuild: sayRebuild(assessed.rebuild) }),
      blockCosts: assessed.blockCosts.map(({ volblocksizeBytes, inflation }) => ({
        volblocksizeBytes,
        inflation,
      })),
      volblocksizeBytes: assessed.volblocksizeBytes,
      notes: assessed.notes.map((note) => note.text),
    })),
    recommended: recommended !== null,
    reason,
    unused,
  }
}

/** A drive and what it is called in commands. */
export type DriveView = Drive & { readonly id: string }

export function toDriveView(drive: Drive): DriveView {
  return { ...drive, id: driveId(drive) }
}
