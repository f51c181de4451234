import { ProblemError } from '../../../domain/problem.ts'
import type { NewSnapshot, SnapshotOf } from '../../snapshot-host.ts'
import { lineOf } from './family.ts'
import { labelStep } from './layout.ts'
import { encodeText, formatConsistency, marks } from './marks.ts'
import { existingIn, type ExistingPlace } from './places.ts'
import { takenOf } from './points.ts'
import type { ZfsStore } from './store.ts'
import { childrenOf, fullName } from './tree.ts'

/**
 * Takes VMs at one instant, with one command. Those that have a snapshot of this id already, on whichever line, are as they should be. Two
 * commands in all, however many VMs there are.
 */
export async function takePoints(
  store: ZfsStore,
  vms: readonly SnapshotOf[],
  { id, createdAt, by, note }: NewSnapshot,
): Promise<void> {
  const { layout, zfs } = store
  const label = labelStep(id)
  await store.ready()
  const tree = await zfs.look(vms.flatMap(({ vm, uuid }) => [layout.vm(vm), layout.branchesOf(uuid)]))
  const found = vms.map(({ vm, uuid }) => existingIn(store, tree, vm, uuid))
  const left = found.map((place) => ({
    place,
    lines: childrenOf(tree, layout.branchesOf(place.uuid)).map((files) => fullName(files, { label })),
  }))
  const onOthers = await zfs.existing(left.flatMap(({ lines }) => lines))
  const wanted = left.filter(({ lines }) => !lines.some((name) => onOthers.includes(name)))
  const take = async (places: readonly ExistingPlace[]) => {
    if (places.length === 0) return
    await zfs.run({
      do: 'snapshot',
      snapshots: places.flatMap(({ files }) =>
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
  const places = wanted.map(({ place }) => place)
  try {
    await take(places)
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problems[0].code !== 'already_exists') throw error
    // ZFS takes all or none, so the others are not there yet.
    const there = await zfs.existing(places.map(({ files }) => fullName(files, { label })))
    const others = places.filter(({ files }) => !there.includes(fullName(files, { label })))
    if (others.length === places.length) throw error
    await take(others)
  }
}
