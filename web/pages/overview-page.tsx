import { lazy, Suspense } from 'react'
import { Link } from 'wouter'
import { useDoctor, useInventory } from '../api/queries.ts'
import { useMayInHouse } from '../api/session.ts'
import { FirstCards } from '../components/first-cards.tsx'
import { DoctorCard } from '../components/doctor-card.tsx'
import { HostCard } from '../components/host-card.tsx'
import { JobList } from '../components/job-list.tsx'
import layout from '../components/layout.module.css'
import { Loading } from '../components/loading.tsx'
import { MemoryCard } from '../components/memory-card.tsx'
import { overviewVerdict } from '../components/overview-verdict.ts'
import { PageHead } from '../components/page-head.tsx'
import { paths } from '../components/paths.ts'
import { StoreCard } from '../components/store-card.tsx'
import { vmCondition } from '../components/vm-condition.ts'
import { VmTable } from '../components/vm-table.tsx'
import { useVmActions } from '../forms/use-vm-actions.tsx'
import { useWords } from '../messages/use-words.tsx'
import { LateHostPlots } from '../metrics/late-plots.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import { Card } from '../ui/card.tsx'

// Not a part of the first look: it comes a moment later.
const PoolsGlance = lazy(async () => ({
  default: (await import('../pools/pools-glance.tsx')).PoolsGlance,
}))

const vmsShown = 10
const jobsShown = 6

/** Everything at a glance. */
export function OverviewPage() {
  const { say } = useWords()
  const inventory = useInventory()
  const doctor = useDoctor()
  const seesHouse = useMayInHouse('view')
  const { ask, dialog } = useVmActions()
  const mayChange = useMayInHouse('admin')
  if (!inventory) return <Loading />
  const { host, vms, jobs } = inventory
  const looked = seesHouse ? (doctor.data ?? (doctor.error ? 'unreadable' : undefined)) : 'not-theirs'
  // Those that somebody has to do something about come first; the others stay in their order.
  const first = vms.toSorted(
    (a, b) => Number(vmCondition(b.status).needsHelp) - Number(vmCondition(a.status).needsHelp),
  )
  // In an empty house nothing matters as much as what to begin with.
  const isEmpty = vms.length === 0
  const room = (
    <div className={layout.cards}>
      <MemoryCard />
      {host.stores.map((store) => (
        <StoreCard key={store.name} store={store} />
      ))}
    </div>
  )
  return (
    <>
      <PageHead title={host.hostname} verdict={overviewVerdict(inventory, looked)} />
      <div className={layout.stack}>
        {!isEmpty && room}
        <div className={layout.wide}>
          <Card
            title={say('nav.vms')}
            aside={
              vms.length > vmsShown && (
                <Link href={paths.vms}>{say('overview.allVms', { count: vms.length })}</Link>
              )
            }
          >
            {isEmpty ? (
              <div className={layout.stack}>
                <p>{say('vms.verdict.noneNext')}</p>
                {mayChange && <FirstCards />}
                <CommandLine
                  command="kiste vm create debian --image debian-12 --pull"
                  copy={say('command.copy')}
                  copied={say('command.copied')}
                />
              </div>
            ) : (
              <VmTable vms={first.slice(0, vmsShown)} label={say('nav.vms')} ask={ask} />
            )}
          </Card>
          <div className={layout.stack}>
            <DoctorCard />
            {seesHouse && (
              <Suspense>
                <PoolsGlance />
              </Suspense>
            )}
            <Card
              title={say('overview.lately')}
              aside={jobs.length > 0 && <Link href={paths.jobs}>{say('overview.allJobs')}</Link>}
            >
              {jobs.length === 0 ? (
                <p className={layout.soft}>{say('overview.nothingLately')}</p>
              ) : (
                <JobList jobs={jobs.slice(0, jobsShown)} />
              )}
            </Card>
            <HostCard host={host} />
          </div>
        </div>
        {isEmpty && room}
        {seesHouse && <LateHostPlots host={host} />}
      </div>
      {dialog}
    </>
  )
}
