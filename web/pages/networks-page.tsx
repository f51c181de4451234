import { isAway, problemsOf } from '../api/api-error.ts'
import { useInventory, useNetworks } from '../api/queries.ts'
import layout from '../components/layout.module.css'
import { Loading } from '../components/loading.tsx'
import { networksVerdict } from '../components/networks-verdict.ts'
import { PageHead } from '../components/page-head.tsx'
import { sockets } from '../components/plugged-in.ts'
import { ProblemList } from '../components/problem-list.tsx'
import { SocketCard } from '../components/socket-card.tsx'
import { useWords } from '../messages/use-words.tsx'

/** What there is to be plugged into, and who is. */
export function NetworksPage() {
  const { say } = useWords()
  const vms = useInventory()?.vms
  const networks = useNetworks()
  if (!vms || networks.isPending) return <Loading />
  const found = networks.data ?? []
  // Without the list nobody can tell which network is missing.
  const all = networks.data ? sockets(found, vms) : []
  return (
    <>
      <PageHead title={say('nav.networks')} verdict={networksVerdict(found, all)} />
      <div className={layout.stack}>
        {networks.error && !isAway(networks.error) && <ProblemList problems={problemsOf(networks.error)} />}
        <div className={layout.cards}>
          {all.map((socket, index) => (
            <SocketCard key={`${socket.kind} ${index}`} socket={socket} />
          ))}
        </div>
      </div>
    </>
  )
}
