import type { SetPlan, SetWish } from '../../domain/plan-set-vm.ts'
import { defineJobKind, type Step } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'

/** Changes CPUs, memory, autostart or notes: in the definition, and in the running VM as far as it can take it. */
export const setVmJob = defineJobKind<SetPlan, JobDeps>({
  kind: 'vm.set',
  parse: (plan) => planWith<SetPlan>(plan, ['name', 'uuid', 'to', 'from', 'fromLive', 'live']),
  title: ({ name, to }) => `Set ${describe(to)} of ${name}`,
  object: ({ name }) => ({ type: 'vm', name }),
  locks: ({ name }) => [`vm:${name}`],
  steps: (plan, deps) => [
    ...configSteps(plan, deps),
    ...autostartSteps(plan, deps),
    ...notesSteps(plan, deps),
    ...liveSteps(plan, deps),
  ],
  result: (_plan, recall) => ({ waiting: recall('waiting') ?? [] }),
})

function describe(to: SetWish): string {
  const parts = [
    ...(to.cpus === undefined ? [] : [`CPUs ${to.cpus}`]),
    ...(to.memoryMiB === undefined ? [] : [`memory ${to.memoryMiB} MiB`]),
    ...(to.autostart === undefined ? [] : [`autostart ${to.autostart ? 'on' : 'off'}`]),
    ...(to.notes === undefined ? [] : ['notes']),
  ]
  return parts.length === 0 ? 'nothing' : parts.join(', ')
}

function configSteps({ name, uuid, to, from }: SetPlan, { host }: JobDeps): Step[] {
  if (to.cpus === undefined && to.memoryMiB === undefined) return []
  return [
    {
      name: `Write ${describe({ cpus: to.cpus, memoryMiB: to.memoryMiB })} into the definition`,
      command: [
        ...(to.cpus === undefined ? [] : [`virsh setvcpus ${name} ${to.cpus} --config`]),
        ...(to.memoryMiB === undefined ? [] : [`virsh setmem ${name} ${to.memoryMiB}M --config`]),
      ].join('; '),
      run: () => host.vms.setConfig(uuid, to),
      undo: () => host.vms.setConfig(uuid, from),
    },
  ]
}

function autostartSteps({ name, uuid, to, from }: SetPlan, { host }: JobDeps): Step[] {
  const { autostart } = to
  if (autostart === undefined) return []
  return [
    {
      name: autostart ? 'Start it with the host' : 'Do not start it with the host',
      command: `virsh autostart ${autostart ? '' : '--disable '}${name}`,
      run: () => host.vms.setAutostart(uuid, autostart),
      undo: () => host.vms.setAutostart(uuid, from.autostart ?? !autostart),
    },
  ]
}

function notesSteps({ name, uuid, to, from }: SetPlan, { host }: JobDeps): Step[] {
  const { notes } = to
  if (notes === undefined) return []
  return [
    {
      name: notes === '' ? 'Remove its notes' : 'Write its notes',
      // The whole text would hide the other steps.
      command:
        notes === '' ? `virsh desc ${name} --config --new-desc ''` : `virsh desc ${name} --config --edit`,
      run: () => host.vms.setNotes(uuid, notes),
      undo: () => host.vms.setNotes(uuid, from.notes ?? ''),
    },
  ]
}

function liveSteps({ name, uuid, to, fromLive, live }: SetPlan, { host }: JobDeps): Step[] {
  if (!live) return []
  return [
    {
      name: 'Change the running VM as far as it can be',
      command: [
        ...(to.cpus === undefined ? [] : [`virsh setvcpus ${name} ${to.cpus} --live`]),
        ...(to.memoryMiB === undefined ? [] : [`virsh setmem ${name} ${to.memoryMiB}M --live`]),
      ].join('; '),
      async run(ctx) {
        const { waiting } = await host.vms.setLive(uuid, to)
        ctx.remember('waiting', waiting)
        if (waiting.length > 0) ctx.log(`at the next start: ${waiting.join(', ')}`)
      },
      undo: async () => void (await host.vms.setLive(uuid, fromLive)),
    },
  ]
}
