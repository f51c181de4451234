import { Link } from 'wouter'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Card } from '../ui/card.tsx'
import { Facts } from '../ui/facts.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import layout from './layout.module.css'
import { paths } from './paths.ts'
import type { Socket } from './plugged-in.ts'
import styles from './socket-card.module.css'
import { sayForwards } from './vm-forwards.ts'
import type { Network } from '../api/answers.ts'

const modes: Readonly<Record<Network['mode'], MessageKey>> = {
  nat: 'network.mode.nat',
  route: 'network.mode.route',
  open: 'network.mode.open',
  bridge: 'network.mode.bridge',
  isolated: 'network.mode.isolated',
  other: 'network.mode.other',
}

/** What VMs are plugged into, and which. */
export function SocketCard({ socket }: { readonly socket: Socket }) {
  const { say } = useWords()
  return (
    <Card title={<SocketTitle socket={socket} />}>
      <div className={layout.stack}>
        {socket.kind === 'network' && <NetworkFacts network={socket.network} />}
        {socket.kind === 'user' && <p className={layout.soft}>{say('network.userMeans')}</p>}
        {socket.kind === 'missing' && <p>{say('network.missingMeans')}</p>}
        {socket.plugs.length === 0 ? (
          <p className={layout.soft}>{say('network.empty')}</p>
        ) : (
          <ul className={styles.plugs}>
            {socket.plugs.map(({ vm, nic, address }) => (
              <li key={`${vm.uuid} ${nic.mac}`}>
                <Link href={paths.vm(vm.name, 'network')}>{vm.name}</Link>
                <span className={styles.soft}>
                  {[address, sayForwards({ nics: [nic] })]
                    .filter((part) => part !== undefined && part !== '')
                    .join(' · ')}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  )
}

function SocketTitle({ socket }: { readonly socket: Socket }) {
  const { say } = useWords()
  switch (socket.kind) {
    case 'network':
      return (
        <span className={styles.title}>
          <StateMark tone={socket.network.active ? 'ok' : 'off'} />
          {say('nic.network', { name: socket.network.name })}
        </span>
      )
    case 'missing':
      return (
        <span className={styles.title}>
          <StateMark tone="broken" />
          {say('nic.network', { name: socket.name })}
        </span>
      )
    case 'bridge':
      return say('nic.bridge', { name: socket.name })
    case 'user':
      return say('nic.user')
    case 'other':
      return say('nic.other', { kind: socket.name })
  }
}

function NetworkFacts({ network }: { readonly network: Network }) {
  const { say } = useWords()
  const { active, autostart, mode, bridge, subnets, leases } = network
  const ranges = subnets.flatMap((subnet) => subnet.ranges)
  return (
    <Facts
      facts={[
        [say('network.state'), say(active ? 'network.on' : 'network.off')],
        [say('vm.autostart'), say(autostart ? 'vm.autostart.yes' : 'vm.autostart.no')],
        [say('network.mode'), say(modes[mode])],
        [say('network.bridge'), bridge !== undefined && <code>{bridge}</code>],
        [
          say('network.subnet'),
          subnets.length > 0 && subnets.map(({ address, prefix }) => `${address}/${prefix}`).join(', '),
        ],
        [
          say('network.dhcp'),
          ranges.length > 0 && ranges.map(({ start, end }) => `${start} – ${end}`).join(', '),
        ],
        [say('network.leases'), leases.length > 0 && say('network.leasesText', { count: leases.length })],
      ]}
    />
  )
}
