import type { CopiedVm, CopyPlace } from '../../../domain/copy.ts'
import type { CopyHost } from '../../copy-host.ts'
import { copiesOfOthers, storeInNoPool } from '../../copy-problems.ts'
import { createFilesystem } from '../create-dataset.ts'
import { getDataset } from '../list-datasets.ts'
import { seatOf, storeLayout, type LayoutBases } from '../store/layout.ts'
import { marks } from '../store/marks.ts'
import { datasetNamed } from '../store/run-step.ts'
import { parentName } from '../store/tree.ts'
import { zfsErrorKind } from '../zfs-error.ts'
import type { Zfs } from '../zfs.ts'
import { bringUpToDate } from './bring-up-to-date.ts'
import { completePoints } from './complete-points.ts'
import { copyMarks, type CopyDataset } from './copy-facts.ts'
import { localTarget } from './local-target.ts'
import { lookAtTarget } from './look-copies.ts'
import { timesOfSnapshots } from './said-of-snapshots.ts'

export interface ZfsCopyOptions {
  readonly zfs: () => Promise<Zfs>
  readonly now: () => Date
  readonly bases?: LayoutBases | undefined
}

/** Copies from a store in one pool to a dataset of another pool of this host, or of the same one. */
export function zfsCopyHost({ zfs: open, now, bases }: ZfsCopyOptions): CopyHost {
  const rootOf = ({ store }: CopyPlace) => storeLayout(datasetNamed(store), bases).root
  return {
    async prepare(place) {
      const zfs = await open()
      const store = await getDataset(zfs, datasetNamed(rootOf(place)))
      if (!store) throw storeInNoPool(place.store)
      await makeRoot(zfs, place, store.guid)
    },
    async update(place, vms, { signal, onProgress } = {}) {
      const zfs = await open()
      return bringUpToDate({
        zfs,
        layout: { root: rootOf(place) },
        uuids: vms.map(({ uuid }) => uuid),
        target: localTarget(zfs, place.dataset, now),
        targetId: place.targetId,
        signal,
        onProgress,
      })
    },
    async list({ dataset }) {
      const zfs = await open()
      try {
        return await copiedVms(zfs, dataset)
      } catch (error) {
        if (zfsErrorKind(error) === 'not-found') return []
        throw error
      }
    },
    commands: {
      prepare: ({ dataset }) => `zfs create -p -o canmount=off -o mountpoint=none ${dataset}`,
      update: (place, vm) =>
        `zfs send -R ${rootOf(place)}/${vm}@SNAPSHOT | zfs receive -s -u ${place.dataset}/${vm}`,
    },
  }
}

/** What lies above it is made without a mark; it itself says whose copies it has, so that no other store's come between them. */
async function makeRoot(zfs: Zfs, { dataset }: CopyPlace, storeGuid: string): Promise<void> {
  const steps = dataset.split('/').map((_, index, all) => all.slice(0, index + 1).join('/'))
  for (const name of steps.slice(1)) {
    const there = await getDataset(zfs, datasetNamed(name), [copyMarks.copies])
    const whose = there?.properties.get(copyMarks.copies)
    if (name !== dataset) {
      if (!there) await createFilesystem(zfs, { name: datasetNamed(name), properties: unmounted })
    } else if (!there) {
      const properties = { ...unmounted, [copyMarks.copies]: storeGuid }
      await createFilesystem(zfs, { name: datasetNamed(name), properties })
    } else if (whose?.source.from !== 'local' || whose.value !== storeGuid) throw copiesOfOthers(name)
  }
}

const unmounted = { canmount: 'off', mountpoint: 'none' } as const

async function copiedVms(zfs: Zfs, root: string): Promise<readonly CopiedVm[]> {
  const found = await lookAtTarget(zfs, root)
  const vms = found.flatMap((files) => {
    const seat = seatOf({ root }, files.name)
    const uuid = files.own[marks.vm]
    if (seat.in !== 'vms' || seat.disk !== undefined || uuid === undefined) return []
    return [{ vm: seat.vm, uuid, files, labels: completePoints(files.snapshots, disksBelow(found, files)) }]
  })
  const times = await timesOfSnapshots(
    zfs,
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
