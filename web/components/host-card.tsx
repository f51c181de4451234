import { Link } from 'wouter'
import { useSeesHouse } from '../api/session.ts'
import { useWords } from '../messages/use-words.tsx'
import { Card } from '../ui/card.tsx'
import { Facts } from '../ui/facts.tsx'
import { paths } from './paths.ts'
import type { Host } from '../api/answers.ts'

/** What machine this is; `isWhole` where there is no page that says more. */
export function HostCard({ host, isWhole = false }: { readonly host: Host; readonly isWhole?: boolean }) {
  const { say, memory, longDuration } = useWords()
  const { libvirt, accelerator } = host
  const seesHouse = useSeesHouse()
  return (
    <Card
      title={say('host.title')}
      aside={!isWhole && seesHouse && <Link href={paths.host}>{say('host.more')}</Link>}
    >
      <Facts
        facts={[
          [say('host.system'), host.os],
          [say('host.kernel'), isWhole && host.kernel],
          [say('host.cpu'), say('host.cpuText', { model: host.cpuModel, threads: host.cpuThreads })],
          [say('memory.title'), memory(host.memoryTotalMiB)],
          [say('host.runs'), accelerator.accelerator === 'kvm' ? say('host.kvm') : say('host.emulated')],
          [
            'libvirt',
            libvirt.state === 'connected'
              ? libvirt.hypervisorVersion === undefined
                ? libvirt.libvirtVersion
                : say('host.libvirt', { version: libvirt.libvirtVersion, qemu: libvirt.hypervisorVersion })
              : say('host.noLibvirt'),
          ],
          [say('host.up'), longDuration(host.uptimeSeconds)],
        ]}
      />
    </Card>
  )
}
