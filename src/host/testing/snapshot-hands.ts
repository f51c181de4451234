import { afterEach } from 'vitest'
import { usualKind, type DiskKind } from '../../domain/disk.ts'
import { MiB } from '../../domain/size.ts'
import type { Consistency } from '../../domain/snapshot.ts'
import type { DefinitionText } from '../host.ts'
import type { StoreHost } from '../store-host.ts'
import { fresh } from './host-under-test.ts'

/** A store whose snapshots are tried, and hands that reach into places as guests and QEMU do. */
export interface SnapshotsUnderTest {
  readonly store: StoreHost
  /** What its disks are; what the store makes unless it is told, unless said. */
  readonly kind?: DiskKind | undefined
  /** Writes a text at the beginning of a disk of a VM that is off. */
  writeDisk(vm: string, disk: string, text: string): Promise<void>
  /** The text at the beginning of a disk, without what is blank. */
  readDisk(vm: string, disk: string): Promise<string>
  /** Writes a file in a place, such as its firmware variables. */
  writeFile(path: string, text: string): Promise<void>
  /** What a file holds, as a text that differs where the content does; undefined if there is none. */
  readFile(path: string): Promise<string | undefined>
}

export interface SnapshotVm {
  readonly vm: string
  readonly uuid: string
}

/** Steps that the tests of snapshots and branches take again and again. */
export function snapshotHands(on: () => SnapshotsUnderTest) {
  const made: SnapshotVm[] = []
  afterEach(async () => {
    for (const { vm, uuid } of made.splice(0)) await on().store.removePlace(vm, uuid)
  })
  const history = ({ vm, uuid }: SnapshotVm) => on().store.snapshots.history(vm, uuid)
  const blank = (name: string, sizeMiB?: number) => blankDisk(name, sizeMiB, on().kind)
  return {
    blank,
    kind: () => on().kind ?? usualKind(on().store),
    snapshots: () => on().store.snapshots,
    history,
    /** A VM that is off, with one disk. */
    async make(prefix: string): Promise<SnapshotVm> {
      const { name: vm, uuid } = fresh(prefix)
      await on().store.createPlace(vm, uuid)
      made.push({ vm, uuid })
      await on().store.createDisk(vm, blank('root'))
      await on().store.writeDefinition(vm, uuid, `definition of ${vm}` as DefinitionText)
      return { vm, uuid }
    },
    alsoDrop: (vm: SnapshotVm) => void made.push(vm),
    write: ({ vm }: SnapshotVm, text: string, disk = 'root') => on().writeDisk(vm, disk, text),
    read: ({ vm }: SnapshotVm, disk = 'root') => on().readDisk(vm, disk),
    take: ({ vm, uuid }: SnapshotVm, id: string, consistency: Consistency = 'off') =>
      on().store.snapshots.create([{ vm, uuid, consistency }], newSnapshot(id)),
    goBack: ({ vm, uuid }: SnapshotVm, snapshot: string, branch: string) =>
      on().store.snapshots.goBack(vm, uuid, { snapshot, branch, leaving: leaving(`left-for-${branch}`) }),
    switchTo: ({ vm, uuid }: SnapshotVm, branch: string, left: string) =>
      on().store.snapshots.switchBranch(vm, uuid, branch, leaving(left)),
    /** `main: s1 s2 | *b<s1: s3`. */
    async draw(vm: SnapshotVm): Promise<string> {
      const { branches, snapshots } = await history(vm)
      const line = (branch: string) => snapshots.filter((each) => each.branch === branch)
      return branches
        .map(({ id, current, forkedAt }) => {
          const from = forkedAt === undefined ? '' : `<${forkedAt}`
          return `${current ? '*' : ''}${id}${from}: ${line(id)
            .map((each) => each.id)
            .join(' ')}`
        })
        .join(' | ')
    },
  }
}

export const takenAt = '2026-11-26T20:15:00.000Z'
export const leftAt = '2026-11-26T21:15:00.000Z'
export const newSnapshot = (id: string) => ({ id, createdAt: takenAt, by: 'user' }) as const
export const leaving = (snapshot: string) => ({ snapshot, at: leftAt })

export const blankDisk = (name: string, sizeMiB = 16, kind?: DiskKind) =>
  ({ name, sizeBytes: sizeMiB * MiB, from: { type: 'blank', kind } }) as const

export type SnapshotHands = ReturnType<typeof snapshotHands>
