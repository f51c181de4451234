export type DiskFormat = 'qcow2' | 'raw'

/** Where a disk's bytes are: a file, or a block device. */
export type DiskSource =
  | { readonly type: 'file'; readonly path: string }
  | { readonly type: 'block'; readonly path: string }

export interface DiskFacts {
  /** The name inside the guest's definition, e.g. `vda`. */
  readonly target: string
  readonly device: 'disk' | 'cdrom'
  readonly bus: string
  readonly format: string
  /** Absent for an empty CD drive. */
  readonly source?: DiskSource | undefined
  readonly readOnly: boolean
  readonly serial?: string | undefined
}

/** A disk as a new VM's definition writes it. */
export interface DiskDefinition {
  /** The disk's name in its VM's place, e.g. `root`, `data`. */
  readonly name: string
  readonly target: string
  readonly device: 'disk' | 'cdrom'
  readonly format: DiskFormat
  readonly source: DiskSource
  readonly readOnly: boolean
  /** 1 boots first. */
  readonly bootOrder?: number | undefined
}

/** The disk's name in its VM's place: the file's name without its ending, or the zvol's. */
export function diskName(source: DiskSource | undefined): string {
  return (source?.path.split('/').at(-1) ?? '').replace(/\.(?:qcow2|raw|img)$/, '')
}

/** Whether a path lies below one of these. */
export function isBelow(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path.startsWith(`${root}/`))
}
