import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { LateVmPlots } from '../metrics/late-plots.tsx'
import { ScreenCard } from '../screenshots/screen-card.tsx'
import { Card } from '../ui/card.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import { Facts } from '../ui/facts.tsx'
import { JobList } from './job-list.tsx'
import layout from './layout.module.css'
import { sayForwards } from './vm-forwards.ts'
import { VmNotes } from './vm-notes.tsx'
import { shellWord } from './shell-word.ts'
import { useInventory } from '../api/queries.ts'
import type { Vm, VmDetails } from '../api/answers.ts'

const agentWords = {
  connected: 'vm.agent.connected',
  disconnected: 'vm.agent.disconnected',
  'no-channel': 'vm.agent.noChannel',
} as const satisfies Record<string, MessageKey>

/** What a VM is, where it can be reached, and what was done with it lately. */
export function VmSummary({ vm, details }: { readonly vm: Vm; readonly details: VmDetails | undefined }) {
  const { say, memory, bytes, dateTime, list } = useWords()
  const jobs =
    useInventory()?.jobs.filter(({ object }) => object.type === 'vm' && object.name === vm.name) ?? []
  const sizes = details?.diskSizes ?? []
  const allocatedBytes = sizes.reduce((sum, size) => sum + size.allocatedBytes, 0)
  const addresses = details?.addresses.map(({ address }) => address).join(', ')
  const pending = vm.status.state === 'running' ? vm.status.pending : undefined
  const forwards = sayForwards(vm)
  return (
    <div className={layout.stack}>
      <div className={layout.wide}>
        <div className={layout.stack}>
          <Card title={say('vm.machine')}>
            <Facts
              facts={[
                [say('vm.cpu'), say('vm.cpus', { count: vm.cpus })],
                [say('memory.title'), memory(vm.memoryMiB)],
                [
                  say('vm.pending'),
                  pending &&
                    list([
                      ...(pending.cpus === undefined ? [] : [say('vm.cpus', { count: pending.cpus })]),
                      ...(pending.memoryMiB === undefined ? [] : [memory(pending.memoryMiB)]),
                    ]),
                ],
                [
                  say('vm.tab.disks'),
                  sizes.length > 0 && say('vm.diskUse', { used: bytes(allocatedBytes), count: sizes.length }),
                ],
                [say('vm.firmware'), vm.firmware === 'uefi' ? 'UEFI' : 'BIOS'],
                [say('vm.runsOn'), vm.accelerator === 'kvm' ? say('host.kvm') : say('host.emulated')],
                [say('vm.autostart'), vm.autostart ? say('vm.autostart.yes') : say('vm.autostart.no')],
                [say('vm.store'), details?.store],
              ]}
            />
          </Card>
          {vm.notes !== undefined && (
            <Card title={say('notes.title')}>
              <VmNotes notes={vm.notes} />
            </Card>
          )}
          {jobs.length > 0 && (
            <Card title={say('overview.lately')}>
              <JobList jobs={jobs.slice(0, 6)} />
            </Card>
          )}
        </div>
        <div className={layout.stack}>
          <ScreenCard vm={vm} />
          <Card title={say('vm.reach')}>
            <Facts
              facts={[
                [say('vm.addresses'), addresses === undefined ? '…' : addresses || say('vm.noAddress')],
                [say('vms.column.ports'), forwards],
                [
                  say('vm.agent'),
                  vm.status.state === 'running' ? say(agentWords[vm.status.agent]) : undefined,
                ],
              ]}
            />
            {vm.status.state === 'running' && vm.managed && (
              <CommandLine
                command={`kiste vm console ${shellWord(vm.name)}`}
                copy={say('command.copy')}
                copied={say('command.copied')}
              />
            )}
          </Card>
          <Card title={say('vm.origin')}>
            <Facts
              facts={[
                [say('vm.made'), vm.made ? dateTime(vm.made.at) : say('vm.madeElsewhere')],
                [say('vms.column.image'), vm.made?.image],
                [say('vm.clonedFrom'), vm.made?.clonedFrom],
                [say('vm.user'), vm.made?.user],
                ['UUID', <code key="uuid">{vm.uuid}</code>],
              ]}
            />
          </Card>
        </div>
      </div>
      <LateVmPlots vm={vm} />
    </div>
  )
}
