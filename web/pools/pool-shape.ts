import type { PoolVdev } from '../api/answers.ts'

/** What the data lies on, as ZFS says it: `2 × mirror`, `raidz2`. */
export function shapeText(vdevs: readonly PoolVdev[]): string {
  const counts = new Map<string, number>()
  for (const vdev of vdevs) {
    if (vdev.in !== undefined || vdev.class !== 'normal' || vdev.kind === 'hole' || vdev.kind === 'indirect')
      continue
    const shape = vdev.kind === 'disk' || vdev.kind === 'file' ? vdev.kind : vdev.name.replace(/-\d+$/, '')
    counts.set(shape, (counts.get(shape) ?? 0) + 1)
  }
  return [...counts].map(([shape, count]) => (count === 1 ? shape : `${count} × ${shape}`)).join(', ')
}
