import { arcRef, type ArcPlan } from '../../domain/plan-arc.ts'
import { defineJobKind } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'

/** Limits how much memory ZFS uses as its cache. */
export const setArcJob = defineJobKind<ArcPlan, JobDeps>({
  kind: 'pool.arc',
  parse: (plan) => planWith<ArcPlan>(plan, ['maxBytes', 'wasBytes', 'title']),
  title: ({ title }) => title,
  object: () => arcRef,
  locks: () => ['arc'],
  steps: ({ maxBytes, wasBytes, title }, { host }) => [
    {
      name: title,
      command: `echo ${maxBytes} > /sys/module/zfs/parameters/zfs_arc_max`,
      run: () => host.pools.setArcMax(maxBytes),
      undo: () => host.pools.setArcMax(wasBytes),
    },
  ],
})
