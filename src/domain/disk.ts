export type DiskFormat = 'qcow2' | 'raw'

/** Where a disk's bytes are: a file, or a block device. */
export type DiskSource =
  | { readonly type: 'file'; readonly path: string }
  | { readonly type: 'block'; readonly path: string }

/** What a disk in a pool is: a volume, or a raw file in a file system of its own. In a directory all disks are files. */
export const diskKinds = ['volume', 'file'] as const
export type DiskKind = (typeof diskKinds)[number]

/** What the file of such a disk is called; its file system has the disk's name. */
export const rawFileName = 'disk.raw'

/** What a disk is in the place of a VM. */
export interface PlacedDisk {
  readonly source: DiskSource
  readonly format: DiskFormat
  /** What lies below it answers direct I/O badly, so the host's page cache stays in between, whatever opening it says. */
  readonly hostCached?: true | undefined
}

/** Where a VM's place is, as far as its disks are concerned. */
export interface DiskPlace {
  readonly roots: readonly string[]
  /** What a disk of this name and kind is in that place; where there is one kind only, it says nothing. */
  disk(name: string, kind: DiskKind): PlacedDisk
}

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
export interface DiskDefinition extends PlacedDisk {
  /** The disk's name in its VM's place, e.g. `root`, `data`. */
  readonly name: string
  readonly target: string
  readonly device: 'disk' | 'cdrom'
  readonly readOnly: boolean
  /** 1 boots first. */
  readonly bootOrder?: number | undefined
}

/** The disk's name in its VM's place: the file's name without its ending, the zvol's, or that of the file system of a raw file. */
export function diskName(source: DiskSource | undefined): string {
  const [folder = '', file = ''] = source?.path.split('/').slice(-2) ?? []
  return file === rawFileName ? folder : file.replace(/\.(?:qcow2|raw|img)$/, '')
}

/** What kind of disk has such a source, if it is one of a store. */
export function kindOf({ type }: Pick<DiskSource, 'type'>): DiskKind {
  return type === 'block' ? 'volume' : 'file'
}

/** What a store makes unless it is told. */
export function usualKind(store: { readonly kind: 'dir' | 'zfs' }): DiskKind {
  return store.kind === 'zfs' ? 'volume' : 'file'
}

/** Whether a source is that of a disk as the store has it in this place. */
export function isPlaced({ disk }: Pick<DiskPlace, 'disk'>, source: DiskSource): boolean {
  return disk(diskName(source), kindOf(source)).source.path === source.path
}

/** Whether a path lies below one of these. */
export function isBelow(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path.startsWith(`${root}/`))
}
