import {
  checkBookmarkName,
  checkDatasetName,
  checkSnapshotName,
  type BookmarkName,
  type DatasetName,
  type SnapshotName,
} from '../../../domain/dataset-name.ts'
import { ProblemError, problemError, throwIfProblems, type Checked } from '../../../domain/problem.ts'
import { cloneSnapshot, createFilesystem, createVolume } from '../create-dataset.ts'
import { promoteClone, renameDataset, renameSnapshot, takeSnapshots } from '../dataset-verbs.ts'
import { destroyDataset } from '../destroy-dataset.ts'
import { destroySnapshots } from '../destroy-snapshots.ts'
import { holdSnapshots, releaseSnapshots } from '../holds.ts'
import { unmountFilesystem } from '../mounts.ts'
import { inheritProperty, setProperties } from '../set-properties.ts'
import type { Zfs } from '../zfs.ts'
import type { Step } from './step.ts'

/** Does a step of a plan. Rejects with `ProblemError`. */
export async function runStep(zfs: Zfs, step: Step): Promise<void> {
  switch (step.do) {
    case 'create':
      return createFilesystem(zfs, { name: datasetNamed(step.dataset), properties: step.properties })
    case 'create-volume': {
      const { dataset, sizeBytes, blockBytes, properties, thick } = step
      return createVolume(zfs, {
        name: datasetNamed(dataset),
        sizeBytes,
        blockBytes,
        sparse: thick !== true,
        properties,
      })
    }
    case 'snapshot':
      return takeSnapshots(zfs, step.snapshots.map(snapshotNamed), step.properties)
    case 'clone': {
      const { snapshot, dataset, properties } = step
      return cloneSnapshot(zfs, snapshotNamed(snapshot), datasetNamed(dataset), { properties })
    }
    case 'rename': {
      const [from, to] = [datasetNamed(step.from), datasetNamed(step.to)]
      if (step.unmounted === true) {
        await setProperties(zfs, from, { canmount: 'noauto' })
        await unmountFilesystem(zfs, from)
      }
      return renameDataset(zfs, from, to)
    }
    case 'rename-snapshot': {
      const { dataset, label, to } = step
      return renameSnapshot(zfs, snapshotNamed(`${dataset}@${label}`), snapshotNamed(`${dataset}@${to}`))
    }
    case 'mark-snapshot':
      return setProperties(zfs, snapshotNamed(step.snapshot), step.marks)
    case 'promote':
      return promoteClone(zfs, datasetNamed(step.dataset))
    case 'set':
      return setProperties(zfs, datasetNamed(step.dataset), step.properties)
    case 'inherit':
      return inheritProperty(zfs, datasetNamed(step.dataset), step.property)
    case 'hold':
      return holdSnapshots(zfs, step.tag, step.snapshots.map(snapshotNamed))
    case 'release':
      return releaseSnapshots(zfs, step.tag, step.snapshots.map(snapshotNamed))
    case 'destroy-snapshots': {
      const doomed = step.snapshots.map(({ label, guid }) => ({
        name: snapshotNamed(`${step.dataset}@${label}`),
        guid,
      }))
      const { kept } = await destroySnapshots(zfs, datasetNamed(step.dataset), doomed)
      return throwIfProblems(kept.map(({ name, because }) => stillNeeded(name, because)))
    }
    case 'destroy':
      return destroyDataset(zfs, { name: datasetNamed(step.dataset), guid: step.guid })
  }
}

export function datasetNamed(name: string): DatasetName {
  return orThrow(checkDatasetName(name))
}

export function snapshotNamed(name: string): SnapshotName {
  return orThrow(checkSnapshotName(name))
}

export function bookmarkNamed(name: string): BookmarkName {
  return orThrow(checkBookmarkName(name))
}

function orThrow<T>(checked: Checked<T>): T {
  if (checked.ok) return checked.value
  const [first, ...others] = checked.problems
  throw first
    ? new ProblemError([first, ...others])
    : problemError({ code: 'internal', message: 'a bad name' })
}

function stillNeeded(name: SnapshotName, because: 'held' | 'has-clones' | 'busy') {
  const reason = {
    held: 'it is held',
    'has-clones': 'there are clones of it',
    busy: 'it is held or in use',
  }[because]
  return {
    code: 'in_use',
    object: { type: 'snapshot', name },
    message: `The snapshot ${name} stays: ${reason}.`,
    hint: `See by what: zfs holds ${name}; zfs get clones ${name}`,
  } as const
}
