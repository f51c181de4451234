import { copiesOfOthers } from '../../copy-problems.ts'
import { createFilesystem } from '../create-dataset.ts'
import { getDataset } from '../list-datasets.ts'
import { datasetNamed } from '../store/run-step.ts'
import type { Zfs } from '../zfs.ts'
import { copyMarks } from './copy-facts.ts'

/**
 * Makes the dataset below which the copies of one store go. What lies above it is made without a mark; it itself says whose copies it has
 * (`of`, the guid of the store), so that no other store's come between them.
 */
export async function prepareRoot(zfs: Zfs, dataset: string, of: string): Promise<void> {
  const steps = dataset.split('/').map((_, index, all) => all.slice(0, index + 1).join('/'))
  for (const name of steps.slice(1)) {
    const there = await getDataset(zfs, datasetNamed(name), [copyMarks.copies])
    const whose = there?.properties.get(copyMarks.copies)
    if (name !== dataset) {
      if (!there) await createFilesystem(zfs, { name: datasetNamed(name), properties: unmounted })
    } else if (!there) {
      const properties = { ...unmounted, [copyMarks.copies]: of }
      await createFilesystem(zfs, { name: datasetNamed(name), properties })
    } else if (whose?.source.from !== 'local' || whose.value !== of) throw copiesOfOthers(name)
  }
}

const unmounted = { canmount: 'off', mountpoint: 'none' } as const
