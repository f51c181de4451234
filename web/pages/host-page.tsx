import { useDoctor, useInventory } from '../api/queries.ts'
import { useSeesHouse } from '../api/session.ts'
import { ArcCard } from '../components/arc-card.tsx'
import { ChecksCard } from '../components/checks-card.tsx'
import { HostCard } from '../components/host-card.tsx'
import { hostVerdict } from '../components/host-verdict.ts'
import layout from '../components/layout.module.css'
import { Loading } from '../components/loading.tsx'
import { MemoryCard } from '../components/memory-card.tsx'
import { PageHead } from '../components/page-head.tsx'
import { StoreCard } from '../components/store-card.tsx'
import { ReadProblems } from '../components/unread.tsx'
import { useWords } from '../messages/use-words.tsx'

/** Whoever sees some VMs alone is not told of the machine below them. */
export function HostPage() {
  const { say } = useWords()
  if (useSeesHouse()) return <WholeHost />
  return (
    <PageHead title={say('host.title')} verdict={{ tone: 'off', lead: { key: 'host.notYours' }, rest: [] }} />
  )
}

/** The machine that the VMs run on: what it is, what it has, and what on it is not as it should be. */
function WholeHost() {
  const inventory = useInventory()
  const doctor = useDoctor()
  if (!inventory) return <Loading />
  const { host } = inventory
  return (
    <>
      <PageHead
        title={host.hostname}
        verdict={
          doctor.data
            ? hostVerdict(host, doctor.data)
            : doctor.error
              ? { tone: 'look', lead: { key: 'overview.verdict.unread' }, rest: [] }
              : undefined
        }
      />
      <ReadProblems reads={[doctor]} />
      <div className={layout.stack}>
        <div className={layout.cards}>
          <MemoryCard />
          <ArcCard />
          {host.stores.map((store) => (
            <StoreCard key={store.name} store={store} />
          ))}
        </div>
        <div className={layout.wide}>
          {doctor.data ? <ChecksCard doctor={doctor.data} /> : !doctor.error && <Loading />}
          <HostCard host={host} isWhole />
        </div>
      </div>
    </>
  )
}
