import type { CreateStorePlan } from '../../domain/plan-create-store.ts'
import { defineJobKind } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'

/** Makes a store in a pool: a dataset for VMs, and what belongs to it. */
export const createStoreJob = defineJobKind<CreateStorePlan, JobDeps>({
  kind: 'store.create',
  parse: (plan) => planWith<CreateStorePlan>(plan, ['pool', 'isNew']),
  title: ({ pool }) => `Make the store ${pool}`,
  object: ({ pool }) => ({ type: 'store', name: pool }),
  locks: ({ pool }) => [`store:${pool}`],
  steps: ({ pool, isNew }, { host }) => [
    {
      name: `Make the store in the pool ${pool}`,
      command: host.stores.createCommand(pool),
      run: async () => void (await host.stores.create(pool)),
      ...(isNew ? { undo: () => host.stores.remove(pool) } : {}),
    },
  ],
  result: ({ pool }) => ({ store: pool }),
})
