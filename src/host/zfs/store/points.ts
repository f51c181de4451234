import { toHistory, type SnapshotNote } from '../../../domain/history.ts'
import type { Branch, History } from '../../../domain/snapshot.ts'
import { diskOf, linesOf, membersOf, ownerName, type Family, type Line } from './family.ts'
import type { StoreLayout } from './layout.ts'
import { decodeText, holdPrefix, marks, parseAuthor, parseConsistency } from './marks.ts'
import { fullName, type TreeDataset, type TreeSnapshot } from './tree.ts'

/** A point in time of a whole VM: a snapshot of its file system, and those of its disks that belong to it. */
export interface Point {
  /** What people type: the label, and before it the branch where another branch has a snapshot of the same label. */
  readonly id: string
  readonly label: string
  readonly line: Line
  readonly files: TreeSnapshot
  /** Disks first. */
  readonly members: readonly Member[]
  /** Disks that were there and have no snapshot of it, as other tools leave it. */
  readonly lacking: readonly string[]
}

export interface Member {
  readonly dataset: TreeDataset
  readonly snapshot: TreeSnapshot
}

/** All points of a VM in the order of taking. A line that is being made has none yet. */
export function pointsOf(family: Family): Point[] {
  const lines = linesOf(family).filter((line) => line !== family.coming)
  const labels = lines.flatMap((line) => line.files.snapshots.map(({ label }) => label))
  const isShared = (label: string) => labels.indexOf(label) !== labels.lastIndexOf(label)
  return lines
    .flatMap((line) =>
      line.files.snapshots.map((files): Point => {
        const { label } = files
        const disks = diskMembers(lines, line, files)
        const covered = new Set(disks.map(({ dataset }) => diskOf(dataset)))
        return {
          // `@` is in no label, so this is none that another snapshot has.
          id: isShared(label) ? `${line.branch}@${label}` : label,
          label,
          line,
          files,
          members: [...disks, { dataset: line.files, snapshot: files }],
          lacking: line.disks
            .filter((disk) => disk.createTxg < files.createTxg)
            .map(diskOf)
            .filter((name) => !covered.has(name)),
        }
      }),
    )
    .toSorted((a, b) => a.files.createTxg - b.files.createTxg)
}

/**
 * A disk's snapshot is on the same line as the file system's, unless that line has lost the disk since: then a promotion has moved it to
 * another one. Kiste takes all at one instant, so it is known by its transaction group; of others' snapshots nothing is guessed.
 */
function diskMembers(lines: readonly Line[], line: Line, files: TreeSnapshot): Member[] {
  const isOurs = parseAuthor(files.own) !== undefined
  const members = new Map<string, Member>()
  for (const other of [line, ...lines.filter((one) => one !== line)]) {
    for (const dataset of [...other.disks, ...other.kept]) {
      const name = diskOf(dataset)
      const snapshot = dataset.snapshots.find(({ label }) => label === files.label)
      if (!snapshot || members.has(name)) continue
      if (other === line || (isOurs && snapshot.createTxg === files.createTxg))
        members.set(name, { dataset, snapshot })
    }
  }
  return [...members.values()]
}

/** The history of a VM that has a current line. */
export function historyOf(family: Family, layout: StoreLayout): History {
  const points = pointsOf(family)
  const snapshots = points.map((point) => noteOf(point, family.uuid))
  return toHistory({ branches: branchesOf(family, points), snapshots }, (id) => {
    const members = points.find((point) => point.id === id)?.members ?? []
    const clones = members.flatMap(({ snapshot }) => snapshot.clones)
    return {
      uniqueBytes: members.reduce((sum, { snapshot }) => sum + snapshot.usedBytes, 0),
      clones: [
        ...new Set(
          clones
            .filter((name) => !isOwn(family, name) && !isRead(layout, name))
            .map((name) => ownerName(layout, family, name)),
        ),
      ],
    }
  })
}

/** Whether a clone is only there to be read for a while; it goes when its snapshot is to. */
function isRead(layout: StoreLayout, name: string): boolean {
  return name.startsWith(`${layout.scratch}/read-`)
}

/** Whether a dataset is part of one of the VM's own lines. */
export function isOwn(family: Family, name: string): boolean {
  return linesOf(family).some((line) => membersOf(line).some((member) => member.name === name))
}

function branchesOf(family: Family, points: readonly Point[]): Branch[] {
  const { current, left } = family
  return [...(current ? [current] : []), ...left]
    .toSorted((a, b) => a.files.createTxg - b.files.createTxg)
    .map((line): Branch => {
      const fork = points.find((point) => fullName(point.line.files, point.files) === line.files.origin)
      const leftAt = line === current ? undefined : line.files.own[marks.left]
      return {
        id: line.branch,
        current: line === current,
        ...(fork ? { forkedAt: fork.id } : {}),
        ...(leftAt === undefined ? {} : { leftAt }),
      }
    })
    .toSorted((a, b) => Number(a.forkedAt !== undefined) - Number(b.forkedAt !== undefined))
}

/** A snapshot of another tool is one that a person took, and says nothing of its guest. */
function noteOf({ id, line, files, members }: Point, uuid: string): SnapshotNote {
  const { own, createdAt } = files
  const note = own[marks.note]
  return {
    id,
    createdAt: own[marks.createdAt] ?? createdAt,
    consistency: parseConsistency(own[marks.consistency], uuid),
    by: parseAuthor(own) ?? 'user',
    branch: line.branch,
    holds: [...new Set(members.flatMap(({ snapshot }) => snapshot.holds.map(holdName)))].toSorted(),
    ...(note === undefined ? {} : { note: decodeText(note) }),
  }
}

/** Kiste's holds go by the names people gave them, others' by their tags. */
export function holdName(tag: string): string {
  return tag.startsWith(holdPrefix) ? tag.slice(holdPrefix.length) : tag
}

/** What of a VM a snapshot is taken of. */
export function takenOf(line: Line): TreeDataset[] {
  return [line.files, ...line.disks]
}
