import type { GoBackPlan } from '../../domain/plan-go-back.ts'
import type { ReturnPlan } from '../../domain/plan-return.ts'
import type { SwitchPlan } from '../../domain/plan-switch-branch.ts'
import type { DefinitionText } from '../../host/host.ts'
import { defineJobKind, type JobKindDefinition, type Step } from '../../jobs/job-kind.ts'
import { restoreVm } from '../start-vm.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'
import { startStep, stopStep } from './power.ts'

const returnFields = [
  'store',
  'name',
  'uuid',
  'from',
  'leaving',
  'definition',
  'earlier',
  'changes',
  'stop',
  'start',
] as const

const goBackKind: Omit<JobKindDefinition<GoBackPlan, JobDeps>, 'kind' | 'title'> = {
  parse: (plan) => planWith<GoBackPlan>(plan, [...returnFields, 'snapshot', 'branch', 'release']),
  object: ({ name }) => ({ type: 'vm', name }),
  locks: ({ name }) => [`vm:${name}`],
  steps: (plan, deps) => [
    ...leaveSteps(plan, deps),
    goBackStep(plan, deps),
    ...defineSteps(plan, deps, 'as it was then'),
    ...startSteps(plan, deps),
    ...releaseSteps(plan, deps),
  ],
  result: ({ name, branch, from }) => ({ vm: name, branch, left: from }),
}

/** Takes a VM back to a snapshot, on a new branch. */
export const goBackJob = defineJobKind<GoBackPlan, JobDeps>({
  ...goBackKind,
  kind: 'vm.go-back',
  title: ({ name, snapshot }) => `Take ${name} back to ${snapshot}`,
})

/** Takes a VM back to what it was before something was tried. */
export const discardTryJob = defineJobKind<GoBackPlan, JobDeps>({
  ...goBackKind,
  kind: 'vm.try-discard',
  title: ({ name }) => `Discard what was tried on ${name}`,
})

/** Makes another branch of a VM the current one. */
export const switchBranchJob = defineJobKind<SwitchPlan, JobDeps>({
  kind: 'branch.switch',
  parse: (plan) => planWith<SwitchPlan>(plan, [...returnFields, 'to', 'toLeftAt']),
  title: ({ name, to }) => `Switch ${name} to the branch ${to}`,
  object: ({ name }) => ({ type: 'vm', name }),
  locks: ({ name }) => [`vm:${name}`],
  steps: (plan, deps) => [
    ...leaveSteps(plan, deps),
    switchStep(plan, deps),
    ...defineSteps(plan, deps, 'as it was on that branch'),
    ...(plan.start === 'boot' ? [startStep(plan, deps)] : []),
  ],
  result: ({ name, to, from }) => ({ vm: name, branch: to, left: from }),
})

/** It is off, and what is left has its definition with it. */
function leaveSteps({ stop, store, name, uuid, definition }: ReturnPlan, deps: JobDeps): Step[] {
  return [
    ...(stop ? [stopStep(stop, deps)] : []),
    {
      name: 'Keep the definition it has now in its place',
      run: () => deps.host.stores.get(store).writeDefinition(name, uuid, definition as DefinitionText),
    },
  ]
}

function goBackStep(plan: GoBackPlan, { host }: JobDeps): Step {
  const { store, name, uuid, snapshot, branch, from, leaving } = plan
  const { snapshots } = host.stores.get(store)
  const to = { snapshot, branch, leaving }
  return {
    name: `Go back to ${snapshot} on the new branch ${branch}; ${from} keeps what is left`,
    command: snapshots.commands.goBack(name, to),
    run: () => snapshots.goBack(name, uuid, to),
    async undo() {
      if (await isOn(plan, branch, host)) await snapshots.switchBranch(name, uuid, from, undone(plan))
      await snapshots.removeBranch(name, uuid, branch)
      await snapshots.remove(name, uuid, leaving.snapshot)
    },
  }
}

function switchStep(plan: SwitchPlan, { host }: JobDeps): Step {
  const { store, name, uuid, to, toLeftAt, from, leaving } = plan
  const { snapshots } = host.stores.get(store)
  return {
    name: `Switch to ${to}; ${from} keeps what is left`,
    command: snapshots.commands.switchBranch(name, to),
    run: () => snapshots.switchBranch(name, uuid, to, leaving),
    async undo() {
      const undoing = { ...undone(plan), at: toLeftAt }
      if (await isOn(plan, to, host)) await snapshots.switchBranch(name, uuid, from, undoing)
      await snapshots.remove(name, uuid, leaving.snapshot)
      await snapshots.remove(name, uuid, undoing.snapshot)
    },
  }
}

/** What is left when a way back is undone: the same as what was come to, under a name of its own. */
function undone({ leaving }: ReturnPlan): ReturnPlan['leaving'] {
  return { ...leaving, snapshot: `${leaving.snapshot}-undone` }
}

async function isOn(
  { store, name, uuid }: ReturnPlan,
  branch: string,
  host: JobDeps['host'],
): Promise<boolean> {
  const { branches } = await host.stores.get(store).snapshots.history(name, uuid)
  return branches.some(({ id, current }) => current && id === branch)
}

function defineSteps(plan: ReturnPlan, { host }: JobDeps, how: string): Step[] {
  const { store, name, uuid, definition, earlier, changes } = plan
  const text = definition as DefinitionText
  return [
    {
      name: `Define it ${how}`,
      command: 'virsh define domain.xml',
      run: () => host.vms.defineFrom(earlier as DefinitionText, changes),
      undo: () => host.vms.defineFrom(text, {}),
    },
    {
      name: 'Keep the definition in its place',
      run: async () => host.stores.get(store).writeDefinition(name, uuid, await host.vms.definition(uuid)),
      undo: () => host.stores.get(store).writeDefinition(name, uuid, text),
    },
  ]
}

/** RAM that lies in the place is used now or never: it fits these disks only until they are written to. */
function startSteps(plan: GoBackPlan, deps: JobDeps): Step[] {
  const { store, name, uuid, start } = plan
  const { snapshots } = deps.host.stores.get(store)
  const path = snapshots.ramPath(name)
  const drop: Step = {
    name: 'Leave no RAM in its place',
    run: () => snapshots.dropRam(name, uuid),
  }
  switch (start) {
    case 'no':
      return [drop]
    case 'boot':
      return [drop, startStep(plan, deps)]
    case 'ram':
      return [
        {
          name: 'Let it go on from its RAM',
          command: `virsh restore ${path}`,
          run: () => restoreVm(deps.host, uuid, path),
          undo: () => deps.host.vms.powerOff(uuid),
        },
        drop,
      ]
  }
}

function releaseSteps({ store, name, uuid, snapshot, release }: GoBackPlan, { host }: JobDeps): Step[] {
  if (release === null) return []
  const { snapshots } = host.stores.get(store)
  return [
    {
      name: `Let the snapshot ${snapshot} go: ${release}`,
      run: () => snapshots.release(name, uuid, snapshot, release),
      undo: () => snapshots.hold(name, uuid, snapshot, release),
    },
  ]
}
