import { datasetRef } from '../domain/dataset.ts'
import { problemError, type ProblemError } from '../domain/problem.ts'

export function storeInNoPool(store: string): ProblemError {
  return problemError({
    code: 'not_supported',
    object: { type: 'store', name: store },
    message: `The store ${store} is in no pool, so its VMs cannot be copied to one.`,
    hint: 'Move a VM to a store in a pool: kiste vm move VM --store POOL',
  })
}

export function copiesOfOthers(dataset: string): ProblemError {
  return problemError({
    code: 'foreign_object',
    object: datasetRef(dataset),
    message: `The dataset ${dataset} is there, and has no copies of this store.`,
    hint: `See what it has: zfs list -t all -r ${dataset}; rename it, or choose another pool.`,
  })
}
