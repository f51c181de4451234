import { problemError } from '../../domain/problem.ts'

/** A block device as `lsblk -J -b -O` shows it, with what stands on it below. Strings are empty where it knows nothing. */
export interface BlockDevice {
  readonly kernelName: string
  /** `/dev/sda1`, `/dev/mapper/vg-root`. */
  readonly path: string
  /** `disk`, `part`, `lvm`, `crypt`, `raid1`, `mpath`, `rom` … */
  readonly type: string
  readonly sizeBytes: number
  readonly rotational: boolean
  readonly logicalSectorBytes: number
  readonly physicalSectorBytes: number
  /** 0 where the device cannot discard. */
  readonly discardBytes: number
  readonly readOnly: boolean
  readonly removable: boolean
  readonly zoned: string
  readonly model: string
  readonly serial: string
  readonly wwn: string
  readonly transport: string
  /** `host:channel:target:lun` of a SCSI device. */
  readonly hctl: string
  readonly fileSystem: { readonly type: string; readonly uuid: string }
  /** Where it is mounted; `[SWAP]` for swap. */
  readonly mountpoints: readonly string[]
  readonly children: readonly BlockDevice[]
}

/**
 * Reads `lsblk -J -b -O`. All columns are asked for because a column that an older release does not know is an error. Before
 * util-linux 2.37 there was one `mountpoint`, and before 2.33 numbers and booleans came as strings.
 */
export function parseLsblk(text: string): readonly BlockDevice[] {
  let found: unknown
  try {
    found = (JSON.parse(text) as { blockdevices?: unknown } | null)?.blockdevices
  } catch (cause) {
    throw problemError(
      {
        code: 'host_failed',
        message: 'lsblk answered something that is not JSON, so the drives are unknown.',
      },
      cause,
    )
  }
  return devicesOf(found)
}

function devicesOf(value: unknown): readonly BlockDevice[] {
  return Array.isArray(value) ? value.filter(isRecord).map(deviceOf) : []
}

function deviceOf(raw: Readonly<Record<string, unknown>>): BlockDevice {
  const kernelName = textOf(raw['kname']) || textOf(raw['name'])
  return {
    kernelName,
    path: textOf(raw['path']) || `/dev/${kernelName}`,
    type: textOf(raw['type']),
    sizeBytes: numberOf(raw['size']),
    rotational: flagOf(raw['rota']),
    logicalSectorBytes: numberOf(raw['log-sec']) || 512,
    physicalSectorBytes: numberOf(raw['phy-sec']) || 512,
    discardBytes: numberOf(raw['disc-gran']),
    readOnly: flagOf(raw['ro']),
    removable: flagOf(raw['rm']),
    zoned: textOf(raw['zoned']),
    model: textOf(raw['model']),
    serial: textOf(raw['serial']),
    wwn: textOf(raw['wwn']),
    transport: textOf(raw['tran']),
    hctl: textOf(raw['hctl']),
    fileSystem: { type: textOf(raw['fstype']), uuid: textOf(raw['uuid']) },
    mountpoints: (Array.isArray(raw['mountpoints']) ? raw['mountpoints'] : [raw['mountpoint']])
      .map(textOf)
      .filter(Boolean),
    children: devicesOf(raw['children']),
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

function numberOf(value: unknown): number {
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : 0
}

function flagOf(value: unknown): boolean {
  return value === true || value === 1 || value === '1'
}
