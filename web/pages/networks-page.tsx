import { useInventory, useNetworks } from '../api/queries.ts'
import layout from '../components/layout.module.css'
import { Loading } from '../components/loading.tsx'
import { networksVerdict } from '../components/networks-verdict.ts'
import { PageHead } from '../components/page-head.tsx'
import { sockets } from '../components/plugged-in.ts'
import { SocketCard } from '../components/socket-card.tsx'
import { ReadProblems, Unread } from '../components/unread.tsx'
import { useWords } from '../messages/use-words.tsx'

/** What there is to be plugged into, and who is. */
export function NetworksPage() {
  const { say } = useWords()
  const vms = useInventory()?.vms
  const networks = useNetworks()
  if (!vms) return <Loading />
  // Without the list nobody can tell which network is missing.
  if (!networks.data) return <Unread reads={[networks]} title={say('nav.networks')} />
  const all = sockets(networks.data, vms)
  return (
    <>
      <PageHead title={say('nav.networks')} verdict={networksVerdict(networks.data, all)} />
      <div className={layout.stack}>
        <ReadProblems reads={[networks]} />
        <div className={layout.cards}>
          {all.map((socket, index) => (
            <SocketCard key={`${socket.kind} ${index}`} socket={socket} />
          ))}
        </div>
      </div>
    </>
  )
}
