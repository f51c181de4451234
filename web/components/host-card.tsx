import { useWords } from '../messages/use-words.tsx'
import { Card } from '../ui/card.tsx'
import { Facts } from '../ui/facts.tsx'
import type { Host } from '../api/answers.ts'

/** What machine this is. */
export function HostCard({ host }: { readonly host: Host }) {
  const { say, memory, longDuration } = useWords()
  const { libvirt, accelerator } = host
  return (
    <Card title={say('host.title')}>
      <Facts
        facts={[
          [say('host.system'), host.os],
          [say('host.cpu'), say('host.cpuText', { model: host.cpuModel, threads: host.cpuThreads })],
          [say('memory.title'), memory(host.memoryTotalMiB)],
          [say('host.runs'), accelerator.accelerator === 'kvm' ? say('host.kvm') : say('host.emulated')],
          [
            'libvirt',
            libvirt.state === 'connected'
              ? say('host.libvirt', { version: libvirt.libvirtVersion, qemu: libvirt.hypervisorVersion })
              : say('host.noLibvirt'),
          ],
          [say('host.up'), longDuration(host.uptimeSeconds)],
        ]}
      />
    </Card>
  )
}
