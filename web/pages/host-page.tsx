import { problemsOf } from '../api/api-error.ts'
import { useDoctor, useInventory } from '../api/queries.ts'
import { ArcCard } from '../components/arc-card.tsx'
import { ChecksCard } from '../components/checks-card.tsx'
import { HostCard } from '../components/host-card.tsx'
import { hostVerdict } from '../components/host-verdict.ts'
import layout from '../components/layout.module.css'
import { Loading } from '../components/loading.tsx'
import { MemoryCard } from '../components/memory-card.tsx'
import { PageHead } from '../components/page-head.tsx'
import { ProblemList } from '../components/problem-list.tsx'
import { StoreCard } from '../components/store-card.tsx'

/** The machine that the VMs run on: what it is, what it has, and what on it is not as it should be. */
export function HostPage() {
  const inventory = useInventory()
  const doctor = useDoctor()
  if (!inventory) return <Loading />
  const { host } = inventory
  return (
    <>
      <PageHead title={host.hostname} verdict={doctor.data && hostVerdict(host, doctor.data)} />
      {doctor.error && <ProblemList problems={problemsOf(doctor.error)} />}
      <div className={layout.stack}>
        <div className={layout.cards}>
          <MemoryCard />
          <ArcCard />
          {host.stores.map((store) => (
            <StoreCard key={store.name} store={store} />
          ))}
        </div>
        <div className={layout.wide}>
          {doctor.data ? <ChecksCard doctor={doctor.data} /> : <Loading />}
          <HostCard host={host} isWhole />
        </div>
      </div>
    </>
  )
}
