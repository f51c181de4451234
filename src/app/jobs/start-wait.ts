import { askToStart, settle, type WaitingVm } from '../../domain/start-waits.ts'
import { defineJobKind, type JobKind } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'
import type { VmPlan } from './power.ts'

export interface WaitPlan extends VmPlan {
  /** The dataset whose key is missing. */
  readonly root: string
  readonly since: string
  /** What it waited for before. */
  readonly before?: WaitingVm | undefined
}

/** Has a VM started once a key is loaded; all it does is to note so. */
export const startWhenUnlockedJob: JobKind<WaitPlan, JobDeps> = defineJobKind<WaitPlan, JobDeps>({
  kind: 'vm.start-when-unlocked',
  parse: (plan) => planWith<WaitPlan>(plan, ['name', 'uuid', 'root', 'since']),
  title: ({ name, root }) => `Start ${name} when the key of ${root} is loaded`,
  object: ({ name }) => ({ type: 'vm', name }),
  locks: ({ name }) => [`vm:${name}`],
  steps: ({ uuid, root, since, before }, { waits }) => [
    {
      name: 'Note that it is to be started then',
      run: async () => waits.change((now) => askToStart(now, { uuid, root, since })),
      undo: async () =>
        waits.change((now) => ({
          ...now,
          waiting: [...now.waiting.filter((one) => one.uuid !== uuid), ...(before ? [before] : [])],
        })),
    },
  ],
})

export interface StopWaitingPlan extends VmPlan {
  readonly wait: WaitingVm
}

/** Has a VM that waits for a key not started when it is loaded. */
export const stopWaitingJob: JobKind<StopWaitingPlan, JobDeps> = defineJobKind<StopWaitingPlan, JobDeps>({
  kind: 'vm.stop-waiting',
  parse: (plan) => planWith<StopWaitingPlan>(plan, ['name', 'uuid', 'wait']),
  title: ({ name, wait }) => `Do not start ${name} when the key of ${wait.root} is loaded`,
  object: ({ name }) => ({ type: 'vm', name }),
  locks: ({ name }) => [`vm:${name}`],
  steps: ({ uuid, wait }, { waits }) => [
    {
      name: 'Note that it waits no longer',
      run: async () => waits.change((now) => settle(now, uuid)),
      undo: async () =>
        waits.change((now) => ({
          ...now,
          settled: now.settled.filter((one) => one !== uuid),
          waiting: [...now.waiting.filter((one) => one.uuid !== uuid), wait],
        })),
    },
  ],
})
