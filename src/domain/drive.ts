import type { ObjectRef } from './problem.ts'

/**
 * A physical drive of the host, as opposed to a VM's disk. What ZFS knows of it is in `pool.ts`; how it feels is in `smart`.
 */
export interface Drive {
  /** The kernel's name, such as `sda`; another one after the next boot. */
  readonly kernelName: string
  /** The lasting path, `/dev/disk/by-id/…`; absent where udev has none, and then the drive cannot be given to a pool. */
  readonly byIdPath?: string | undefined
  /** Every path under /dev that leads to it: `/dev/sda`, and all of udev's links. */
  readonly paths: readonly string[]
  readonly model: string
  readonly serial: string
  readonly wwn?: string | undefined
  readonly sizeBytes: number
  readonly rotational: boolean
  readonly transport: 'sata' | 'sas' | 'nvme' | 'usb' | 'virtio' | 'other'
  readonly logicalSectorBytes: number
  readonly physicalSectorBytes: number
  /** Where it sits, where the enclosure tells: `slot 3`. */
  readonly bay?: string | undefined
  readonly removable: boolean
  /** The drive, or a switch on it, refuses writes. */
  readonly readOnly: boolean
  /** Shingled drives that say so; most home drives that shingle do not say it (`smr.ts`). */
  readonly zoned: 'none' | 'host-aware' | 'host-managed'
  readonly supportsTrim: boolean
  /** Everything on it that says it is not free; empty for a bare drive. */
  readonly uses: readonly DriveUse[]
  readonly smart: DriveHealth
}

/** What a drive, or a partition of it, is used for now. */
export type DriveUse =
  | { readonly what: 'mounted'; readonly device: string; readonly mountpoint: string }
  | { readonly what: 'swap'; readonly device: string }
  | {
      readonly what: 'pool'
      readonly device: string
      readonly pool: string
      /** 64 bits, so a string; absent where only the name is known. */
      readonly guid?: string | undefined
      readonly imported: boolean
    }
  /** Something holds the device open: LVM, md, LUKS, multipath. */
  | { readonly what: 'holder'; readonly device: string; readonly holder: string }
  /** Nobody could look at what is on it, so it may be anything. */
  | { readonly what: 'unreadable'; readonly device: string; readonly because: string }
  /** A file system or another signature that nobody uses now but that data may be in. */
  | {
      readonly what: 'content'
      readonly device: string
      readonly type: string
      readonly label?: string | undefined
    }
  | { readonly what: 'partitions'; readonly table: string; readonly count: number }
  | { readonly what: 'vm'; readonly device: string; readonly vm: string }

/** What the drive says of itself (SMART or the NVMe log). */
export type DriveHealth =
  | { readonly known: false; readonly because: string }
  | {
      readonly known: true
      /** The drive's own verdict; absent where it has none or its USB bridge keeps it back. */
      readonly passed?: boolean | undefined
      readonly temperatureCelsius?: number | undefined
      readonly powerOnHours?: number | undefined
      readonly reallocatedSectors?: number | undefined
      readonly pendingSectors?: number | undefined
      readonly uncorrectableErrors?: number | undefined
      /** Errors on the cable (SATA's UDMA CRC count): points at cable or slot, not at the drive. */
      readonly interfaceErrors?: number | undefined
      /** How much of its life in writes is used up, for SSDs. */
      readonly wearPercent?: number | undefined
    }

/** Whether a use can be overridden by erasing the drive; the others must be ended first. */
export function isErasable(use: DriveUse): boolean {
  switch (use.what) {
    case 'content':
    case 'partitions':
      return true
    case 'pool':
      return !use.imported
    case 'mounted':
    case 'swap':
    case 'holder':
    case 'unreadable':
    case 'vm':
      return false
  }
}

/** What plans and commands call a drive: its lasting path, or else the kernel's name. */
export function driveId(drive: Pick<Drive, 'byIdPath' | 'kernelName'>): string {
  return drive.byIdPath ?? `/dev/${drive.kernelName}`
}

export function driveRef(drive: Pick<Drive, 'byIdPath' | 'kernelName'>): ObjectRef {
  return { type: 'drive', name: driveId(drive) }
}

/** As a person tells drives apart: `WDC WD40EFPX (serial WD-WX12, slot 3)`. */
export function describeDrive(drive: Pick<Drive, 'model' | 'serial' | 'bay' | 'kernelName'>): string {
  const marks = [
    ...(drive.serial === '' ? [] : [`serial ${drive.serial}`]),
    ...(drive.bay === undefined ? [] : [drive.bay]),
  ]
  const model = drive.model === '' ? drive.kernelName : drive.model
  return marks.length === 0 ? model : `${model} (${marks.join(', ')})`
}

/** The same with the kernel's name first: `sda, WDC WD40EFPX (serial WD-WX12, slot 3)`. A drive that tells no model is called by it anyway. */
export function sayDrive(drive: Pick<Drive, 'model' | 'serial' | 'bay' | 'kernelName'>): string {
  return drive.model === '' ? describeDrive(drive) : `${drive.kernelName}, ${describeDrive(drive)}`
}
