/**
 * A point in time of a whole VM: its disks, firmware variables, TPM state and definition at one instant. Several VMs that were
 * snapshotted together have snapshots of the same id.
 */
export interface Snapshot {
  /** Unique in its VM, and what people type: `before-upgrade`, or the time in UTC where no name was given. */
  readonly id: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  readonly consistency: Consistency
  readonly by: SnapshotAuthor
  readonly note?: string | undefined
  /** The line it lies on. */
  readonly branch: string
  /** The snapshot before it on the way to the root; absent for the first. */
  readonly parent?: string | undefined
  /** What would become free if it alone were removed. */
  readonly uniqueBytes: number
  /** Reasons why it must stay, by name; people set and release them. */
  readonly holds: readonly string[]
  /** What stands on it: branches that fork here, and clones of the VM, by name. Those need it. */
  readonly dependents: readonly string[]
}

/**
 * What a guest finds when it comes back here. `off`: the VM was not running, so nothing was under way. `ram`: it goes on in the
 * middle of what it did. `filesystem`: its file systems were frozen clean. `crash`: as after a power cut.
 */
export const consistencies = ['off', 'ram', 'filesystem', 'crash'] as const
export type Consistency = (typeof consistencies)[number]

/** Who wanted it. `leaving` was taken when the VM left this line, and is the tip of its branch. */
export const snapshotAuthors = ['user', 'policy', 'clone', 'leaving'] as const
export type SnapshotAuthor = (typeof snapshotAuthors)[number]

/** A line of a VM's history. Going back makes a new one; what was newer stays on the old one. */
export interface Branch {
  /** Unique in its VM, and what people type. */
  readonly id: string
  /** The one the VM lives on now. Exactly one is. */
  readonly current: boolean
  /** The snapshot at which it left another branch; absent for the first line. */
  readonly forkedAt?: string | undefined
  /** When the VM last left it; absent for the current one. */
  readonly leftAt?: string | undefined
}

/** All points and lines of one VM. */
export interface History {
  readonly branches: readonly Branch[]
  /** Oldest first. */
  readonly snapshots: readonly Snapshot[]
}

/** The line every VM begins on. */
export const firstBranch = 'main'
