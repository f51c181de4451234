import { lineOf } from './family.ts'
import { clonePrefix, formatConsistency, marks } from './marks.ts'
import type { ExistingPlace } from './places.ts'
import { takenOf } from './points.ts'
import type { ZfsStore } from './store.ts'
import { find, fullName } from './tree.ts'

/**
 * The point of a VM that a clone of it begins at; each clone has one of its own, for all its disks. Returns its label. It is taken of the
 * whole VM, so that the clone's disks are of one instant and people find it in the history.
 */
export async function clonePoint(
  { zfs, now }: ZfsStore,
  source: ExistingPlace,
  cloneUuid: string,
): Promise<string> {
  const label = `${clonePrefix}${cloneUuid.replaceAll('-', '').slice(0, 12)}`
  const line = lineOf(source.tree, source.files)
  const names = takenOf(line).map((dataset) => fullName(dataset, { label }))
  const there = await zfs.look([source.files.name], { snapshots: true })
  if (find(there, source.files.name)?.snapshots.some((snapshot) => snapshot.label === label)) return label
  await zfs.run({
    do: 'snapshot',
    snapshots: names,
    properties: {
      [marks.by]: 'clone',
      [marks.createdAt]: now().toISOString(),
      [marks.consistency]: formatConsistency([{ uuid: source.uuid, consistency: 'off' }]),
    },
  })
  return label
}
