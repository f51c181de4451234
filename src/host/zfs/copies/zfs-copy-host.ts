import type { CopiedVm, CopyPlace } from '../../../domain/copy.ts'
import { ProblemError } from '../../../domain/problem.ts'
import { copyCommands } from '../../copy-commands.ts'
import type { CopyHost } from '../../copy-host.ts'
import { storeInNoPool } from '../../copy-problems.ts'
import { getDataset } from '../list-datasets.ts'
import { seatOf, storeLayout, type LayoutBases } from '../store/layout.ts'
import { marks } from '../store/marks.ts'
import { datasetNamed } from '../store/run-step.ts'
import { parentName } from '../store/tree.ts'
import type { Zfs } from '../zfs.ts'
import { bringUpToDate } from './bring-up-to-date.ts'
import { completePoints } from './complete-points.ts'
import type { CopyDataset } from './copy-facts.ts'
import type { CopyTarget } from './copy-target.ts'
import { localTarget } from './local-target.ts'

export interface ZfsCopyOptions {
  readonly zfs: () => Promise<Zfs>
  readonly now: () => Date
  readonly bases?: LayoutBases | undefined
}

/** Copies from a store in one pool to a dataset of another pool of this host, or of the same one. */
export function zfsCopyHost({ zfs: open, now, bases }: ZfsCopyOptions): CopyHost {
  const targetAt = (zfs: Zfs, { dataset }: CopyPlace) => localTarget(zfs, dataset, now)
  const rootOf = ({ store }: CopyPlace) => storeLayout(datasetNamed(store), bases).root
  return {
    async prepare(place) {
      const zfs = await open()
      const store = await getDataset(zfs, datasetNamed(rootOf(place)))
      if (!store) throw storeInNoPool(place.store)
      await targetAt(zfs, place).prepare(store.guid)
    },
    async update(place, vms, { signal, onProgress } = {}) {
      const zfs = await open()
      return bringUpToDate({
        zfs,
        layout: { root: rootOf(place) },
        uuids: vms.map(({ uuid }) => uuid),
        target: targetAt(zfs, place),
        targetId: place.targetId,
        signal,
        onProgress,
      })
    },
    async list(place) {
      const target = targetAt(await open(), place)
      try {
        return await copiedVms(target)
      } catch (error) {
        // Nothing was ever copied there.
        if (error instanceof ProblemError && error.problems[0].code === 'not_found') return []
        throw error
      }
    },
    commands: copyCommands(rootOf),
  }
}

async function copiedVms(target: CopyTarget): Promise<readonly CopiedVm[]> {
  const { root } = target
  const found = await target.look()
  const vms = found.flatMap((files) => {
    const seat = seatOf({ root }, files.name)
    const uuid = files.own[marks.vm]
    if (seat.in !== 'vms' || seat.disk !== undefined || uuid === undefined) return []
    return [{ vm: seat.vm, uuid, files, labels: completePoints(files.snapshots, disksBelow(found, files)) }]
  })
  const times = await target.times(
    vms.flatMap(({ files, labels }) => labels.map((label) => `${files.name}@${label}`)),
  )
  return vms.map(({ vm, uuid, files, labels }) => ({
    vm,
    uuid,
    points: labels.flatMap((label) => {
      const createdAt = times.get(`${files.name}@${label}`)
      return createdAt === undefined ? [] : [{ id: label, createdAt }]
    }),
  }))
}

/** The disks that the VM has now; what was removed is kept under a dotted name. */
function disksBelow(found: readonly CopyDataset[], files: CopyDataset): CopyDataset['snapshots'][] {
  return found
    .filter(({ name, own }) => parentName(name) === files.name && own[marks.disk] !== undefined)
    .filter(({ name }) => !name.slice(files.name.length + 1).startsWith('.'))
    .map(({ snapshots }) => snapshots)
}
