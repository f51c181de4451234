import type { Drive, Pool } from '../api/answers.ts'

/** The drives, with spares that wait in this pool as free: they are there for just this. */
export function withSpares(drives: readonly Drive[], { vdevs }: Pick<Pool, 'vdevs'>): readonly Drive[] {
  const waiting = new Set(
    vdevs
      .filter((vdev) => vdev.class === 'spare' && vdev.state === 'avail')
      .map((vdev) => vdev.drive?.kernelName),
  )
  return drives.map((drive) => (waiting.has(drive.kernelName) ? { ...drive, uses: [] } : drive))
}
