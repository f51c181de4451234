import type { CopyPoint } from './copy-facts.ts'

/**
 * The snapshots of a VM's file system that came with all of its disks, in the order of taking. Each dataset comes by itself, so the newest of
 * them may still lack some. A disk that has nothing as old as a snapshot was made after it, and is no part of it.
 */
export function completePoints(
  files: readonly Pick<CopyPoint, 'label'>[],
  disks: readonly (readonly Pick<CopyPoint, 'label'>[])[],
): readonly string[] {
  const order = files.map(({ label }) => label)
  const has = disks.map((points) => new Set(points.map(({ label }) => label)))
  const since = has.map((labels) => order.findIndex((label) => labels.has(label)))
  return order.filter((label, index) =>
    has.every((labels, disk) => {
      const first = since[disk] ?? -1
      return labels.has(label) || first === -1 || first > index
    }),
  )
}
