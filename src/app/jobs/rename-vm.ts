import type { RenamePlan } from '../../domain/plan-rename-vm.ts'
import type { DefinitionText } from '../../host/host.ts'
import { defineJobKind } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'
import { moveLog } from './vm-log.ts'

/** Gives a VM another name: its place moves and its definition is written anew under the same UUID. */
export const renameVmJob = defineJobKind<RenamePlan, JobDeps>({
  kind: 'vm.rename',
  parse: (plan) => planWith<RenamePlan>(plan, ['store', 'from', 'to', 'uuid', 'definition', 'changes']),
  title: ({ from, to }) => `Rename ${from} to ${to}`,
  object: ({ from }) => ({ type: 'vm', name: from }),
  locks: ({ from, to }) => [`vm:${from}`, `vm:${to}`],
  steps: (plan, { host }) => {
    const { from, to, uuid, autostart, definition, changes } = plan
    const store = host.stores.get(plan.store)
    const text = definition as DefinitionText
    const keepAutostart = async () => {
      if (autostart) await host.vms.setAutostart(uuid, true)
    }
    return [
      {
        name: `Forget the definition of ${from}`,
        command: `virsh undefine --keep-nvram ${from}`,
        async run() {
          // Run again after a crash in the next steps' middle: what is known by then is already the new one.
          if ((await host.vms.get(uuid))?.name === from) await host.vms.undefine(uuid)
        },
        async undo() {
          await host.vms.defineFrom(text, {})
          await keepAutostart()
        },
      },
      {
        name: `Move its place in the store ${plan.store}`,
        command: store.commands.renamePlace(from, to),
        run: () => store.renamePlace(from, to, uuid),
        undo: () => store.renamePlace(to, from, uuid),
      },
      {
        name: `Define it as ${to}`,
        command: 'virsh define domain.xml',
        async run() {
          await host.vms.defineFrom(text, changes)
          await keepAutostart()
        },
        undo: () => host.vms.undefine(uuid),
      },
      {
        name: 'Keep the definition in its place',
        async run(ctx) {
          await store.writeDefinition(to, uuid, await host.vms.definition(uuid))
          await moveLog(ctx, from, to, host)
        },
        undo: () => store.writeDefinition(to, uuid, text),
      },
    ]
  },
  result: ({ to, uuid }) => ({ vm: to, uuid }),
})
