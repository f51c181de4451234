import { formatWish, policyRef, type SetPolicyPlan } from '../../domain/plan-set-policy.ts'
import type { PruneVm } from '../../domain/plan-policy-tick.ts'
import { sayScope, withWish } from '../../domain/scoped.ts'
import { defineJobKind, type Step } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'

/** Notes what is wished of a host, a store or a VM. */
export const setPolicyJob = defineJobKind<SetPolicyPlan, JobDeps>({
  kind: 'policy.set',
  parse: (plan) => planWith<SetPolicyPlan>(plan, ['scope', 'name', 'to', 'from']),
  title: ({ scope: { of }, name, to }) =>
    to === null
      ? `Take back the policy of ${sayScope({ of, name })}`
      : `Set the policy of ${sayScope({ of, name })}: ${formatWish(to)}`,
  object: policyRef,
  // All policies are one setting.
  locks: () => ['policies'],
  steps: ({ scope, to, from }, { policies }) => [
    {
      name: 'Note what is wished',
      run: async () => policies.change((now) => withWish(now, scope, to ?? undefined)),
      undo: async () => policies.change((now) => withWish(now, scope, from ?? undefined)),
    },
  ],
})

export interface PrunePlan {
  readonly vms: readonly PruneVm[]
}

/** Removes, for good, the snapshots that no rule of their policies keeps. */
export const policyPruneJob = defineJobKind<PrunePlan, JobDeps>({
  kind: 'policy.prune',
  parse: (plan) => planWith<PrunePlan>(plan, ['vms']),
  title: ({ vms }) => {
    const many = vms.reduce((sum, { snapshots }) => sum + snapshots.length, 0)
    const which = vms.map(({ name }) => name).join(', ')
    return `Remove ${many} snapshot${many === 1 ? '' : 's'} that no policy keeps: ${which}`
  },
  object: ({ vms }) => ({ type: 'vm', name: vms[0]?.name ?? '' }),
  locks: ({ vms }) => vms.map(({ name }) => `vm:${name}`),
  steps: ({ vms }, { host }) => vms.map((vm) => pruneStep(vm, host)),
})

function pruneStep({ store, name, uuid, snapshots }: PruneVm, host: JobDeps['host']): Step {
  return {
    name: `Remove of ${name}: ${snapshots.join(', ')}`,
    command: host.stores.get(store).snapshots.commands.remove(name, snapshots),
    final: true,
    async run(ctx) {
      // Held or cloned since it was decided: then it stays.
      for (const why of await host.stores.get(store).snapshots.removeMany(name, uuid, snapshots))
        ctx.log(why.message)
    },
  }
}
