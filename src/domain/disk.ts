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
