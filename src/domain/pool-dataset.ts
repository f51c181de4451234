/** A dataset of a pool, as far as mounting it and the key it is under go. */
export interface PoolDataset {
  readonly name: string
  readonly kind: 'filesystem' | 'volume'
  /** Where it is mounted, or would be; absent where ZFS mounts it nowhere by itself (`none`, `legacy`), and for volumes. */
  readonly mountpoint?: string | undefined
  /** Whether it is mounted with all others (`canmount=on`). */
  readonly mountsItself: boolean
  readonly mounted: boolean
  /** Absent where it is not encrypted. */
  readonly key?: DatasetKey | undefined
}

export interface DatasetKey {
  /** The encryption root: the dataset that the key belongs to. */
  readonly root: string
  readonly loaded: boolean
}

/** A file system and where it is mounted. */
export interface MountWish {
  readonly dataset: string
  readonly path: string
}

/** One that could not be mounted. */
export interface NotMounted {
  readonly dataset: string
  /** Why, as whole sentences. */
  readonly because: string
}

/** What has something of a pool open. */
export interface Holder {
  /** The program, as it was started. */
  readonly name: string
  readonly process: number
  /** The VM that it runs. */
  readonly vm?: string | undefined
  /** The file, folder or device. */
  readonly path: string
}

/** `VM web`, `bash (process 12) in /tank/photos`. */
export function sayHolder({ name, process, vm, path }: Holder): string {
  return vm === undefined ? `${name} (process ${process}) has ${path}` : `VM ${vm} has ${path}`
}
