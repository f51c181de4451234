import type { BinEntryFacts, DeletePlan, RestorePlan } from '../../domain/plan-bin.ts'
import type { DefinitionText } from '../../host/host.ts'
import type { StoreHost } from '../../host/store-host.ts'
import { defineJobKind, type Step } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'
import { moveLog, removeLog } from './vm-log.ts'

/** Deletes a VM: into the bin, or for good when asked. */
export const deleteVmJob = defineJobKind<DeletePlan, JobDeps>({
  kind: 'vm.delete',
  parse: (plan) => planWith<DeletePlan>(plan, ['store', 'name', 'uuid', 'definition', 'bin', 'forGood']),
  title: ({ name, forGood }) => (forGood ? `Delete ${name} for good` : `Move ${name} to the bin`),
  object: ({ name }) => ({ type: 'vm', name }),
  locks: ({ name, bin }) => [`vm:${name}`, `bin:${bin.id}`],
  steps: (plan, { host }) => {
    const { name, uuid, definition, bin, forGood, autostart } = plan
    const text = definition as DefinitionText
    const store = host.stores.get(plan.store)
    const steps: Step[] = [
      {
        name: 'Keep the definition in its place',
        async run() {
          // Run again after the move: the place is in the bin, with the definition in it.
          if ((await store.places()).some((place) => place.uuid === uuid))
            await store.writeDefinition(name, uuid, text)
        },
      },
      {
        name: 'Forget the definition',
        command: `virsh undefine --keep-nvram ${name}`,
        run: () => host.vms.undefine(uuid),
        async undo() {
          await host.vms.defineFrom(text, {})
          if (autostart) await host.vms.setAutostart(uuid, true)
        },
      },
      {
        name: `Move its place to the bin, kept until ${bin.keepUntil.slice(0, 10)}`,
        command: store.commands.moveToBin(name, bin.id),
        run: () => store.moveToBin(name, uuid, bin),
        undo: () => store.restoreFromBin(bin.id, name),
      },
    ]
    if (!forGood) return steps
    return [...steps, purgeStep(bin.id, name, store, host)]
  },
  result: ({ bin, forGood }) => (forGood ? {} : { bin: bin.id, keepUntil: bin.keepUntil }),
})

/** Brings a deleted VM back. */
export const restoreFromBinJob = defineJobKind<RestorePlan, JobDeps>({
  kind: 'bin.restore',
  parse: (plan) => planWith<RestorePlan>(plan, ['entry', 'name', 'definition', 'changes']),
  title: ({ entry, name }) => (entry.vm === name ? `Restore ${name}` : `Restore ${entry.vm} as ${name}`),
  object: ({ entry }) => ({ type: 'bin', name: entry.id }),
  locks: ({ entry, name }) => [`vm:${name}`, `bin:${entry.id}`],
  steps: ({ entry, name, definition, changes }, { host }) => [
    {
      name: 'Move its place back',
      command: host.stores.get(entry.store).commands.restoreFromBin(entry.id, name),
      run: () => host.stores.get(entry.store).restoreFromBin(entry.id, name),
      undo: () => host.stores.get(entry.store).moveToBin(name, entry.uuid, entry),
    },
    {
      name: 'Define it',
      command: 'virsh define domain.xml',
      run: () => host.vms.defineFrom(definition as DefinitionText, changes),
      undo: () => host.vms.undefine(entry.uuid),
    },
    {
      name: 'Keep the definition in its place',
      async run(ctx) {
        await host.stores
          .get(entry.store)
          .writeDefinition(name, entry.uuid, await host.vms.definition(entry.uuid))
        await moveLog(ctx, entry.vm, name, host)
      },
      undo: () =>
        host.stores.get(entry.store).writeDefinition(name, entry.uuid, definition as DefinitionText),
    },
  ],
  result: ({ entry, name }) => ({ vm: name, uuid: entry.uuid }),
})

/** Removes an entry of the bin for good. */
export const purgeFromBinJob = defineJobKind<{ readonly entry: BinEntryFacts }, JobDeps>({
  kind: 'bin.purge',
  parse: (plan) => planWith<{ readonly entry: BinEntryFacts }>(plan, ['entry']),
  title: ({ entry }) => `Remove ${entry.vm} from the bin for good`,
  object: ({ entry }) => ({ type: 'bin', name: entry.id }),
  locks: ({ entry }) => [`bin:${entry.id}`],
  steps: ({ entry }, { host }) => [purgeStep(entry.id, entry.vm, host.stores.get(entry.store), host)],
})

/** The end of an entry of the bin, also as a part of other jobs. */
export function purgeStep(id: string, vm: string, store: StoreHost, host: JobDeps['host']): Step {
  return {
    name: `Remove ${vm} for good`,
    command: store.commands.purge(id),
    final: true,
    async run(ctx) {
      await store.purge(id)
      await removeLog(ctx, vm, host)
    },
  }
}
