import { ProblemError } from '../../../domain/problem.ts'
import type { NewSnapshot, SnapshotOf } from '../../snapshot-host.ts'
import { lineOf } from './family.ts'
import { labelStep } from './layout.ts'
import { encodeText, formatConsistency, marks } from './marks.ts'
import { existingPlace, type ExistingPlace } from './places.ts'
import { takenOf } from './points.ts'
import type { ZfsStore } from './store.ts'
import { find, fullName } from './tree.ts'

/** Takes VMs at one instant, with one command. Those that have a snapshot of this id already are as they should be. */
export async function takePoints(
  store: ZfsStore,
  vms: readonly SnapshotOf[],
  { id, createdAt, by, note }: NewSnapshot,
): Promise<void> {
  const label = labelStep(id)
  await store.ready()
  const found = await Promise.all(vms.map(async ({ vm, uuid }) => existingPlace(store, vm, uuid)))
  const take = async (places: readonly ExistingPlace[]) => {
    if (places.length === 0) return
    await store.zfs.run({
      do: 'snapshot',
      snapshots: places.flatMap(({ tree, files }) =>
        takenOf(lineOf(tree, files)).map((dataset) => fullName(dataset, { label })),
      ),
      properties: {
        [marks.by]: by,
        [marks.createdAt]: createdAt,
        [marks.consistency]: formatConsistency(vms),
        ...(note === undefined || note === '' ? {} : { [marks.note]: encodeText(note) }),
      },
    })
  }
  try {
    await take(found)
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problems[0].code !== 'already_exists') throw error
    // ZFS takes all or none, so the others are not there yet.
    const names = found.map(({ files }) => files.name)
    const now = await store.zfs.look(names, { depth: 1, snapshots: true })
    const isTaken = (name: string) => find(now, name)?.snapshots.some((one) => one.label === label) === true
    const others = found.filter(({ files }) => !isTaken(files.name))
    if (others.length === found.length) throw error
    await take(others)
  }
}
