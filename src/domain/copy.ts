/** Where the copies of one store go. */
export interface CopyPlace {
  readonly store: string
  /** Of the target, and for good: goes into names that outlive its own. */
  readonly targetId: string
  /** The dataset below which they are: `backup/kiste-copies/box/tank`. */
  readonly dataset: string
}

/** A VM as it is at a target. */
export interface CopiedVm {
  readonly vm: string
  readonly uuid: string
  /** The snapshots of its current line that came whole, disks and all, oldest first. */
  readonly points: readonly CopiedPoint[]
}

export interface CopiedPoint {
  readonly id: string
  /** ISO 8601. */
  readonly createdAt: string
}
