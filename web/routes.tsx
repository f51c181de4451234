import { lazy, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { Loading } from './components/loading.tsx'
import { paths } from './components/paths.ts'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { OverviewPage } from './pages/overview-page.tsx'
import { VmsPage } from './pages/vms-page.tsx'

// What is looked at more rarely is loaded when it is.
const VmPage = lazy(async () => ({ default: (await import('./pages/vm-page.tsx')).VmPage }))
const NewVmPage = lazy(async () => ({ default: (await import('./pages/new-vm-page.tsx')).NewVmPage }))
const ImagesPage = lazy(async () => ({ default: (await import('./pages/images-page.tsx')).ImagesPage }))
const NetworksPage = lazy(async () => ({ default: (await import('./pages/networks-page.tsx')).NetworksPage }))
const BinPage = lazy(async () => ({ default: (await import('./pages/bin-page.tsx')).BinPage }))
const PoolsPage = lazy(async () => ({ default: (await import('./pages/pools-page.tsx')).PoolsPage }))
const PoolPage = lazy(async () => ({ default: (await import('./pages/pool-page.tsx')).PoolPage }))
const MeasurePoolPage = lazy(async () => ({
  default: (await import('./pages/measure-pool-page.tsx')).MeasurePoolPage,
}))
const NewPoolPage = lazy(async () => ({ default: (await import('./pages/new-pool-page.tsx')).NewPoolPage }))
const MorePage = lazy(async () => ({ default: (await import('./pages/more-page.tsx')).MorePage }))
const JobsPage = lazy(async () => ({ default: (await import('./pages/jobs-page.tsx')).JobsPage }))
const HostPage = lazy(async () => ({ default: (await import('./pages/host-page.tsx')).HostPage }))
const SettingsPage = lazy(async () => ({ default: (await import('./pages/settings-page.tsx')).SettingsPage }))
const JobPage = lazy(async () => ({ default: (await import('./pages/job-page.tsx')).JobPage }))

/** Which page an address shows. */
export function Routes() {
  return (
    <Suspense fallback={<Loading />}>
      <Switch>
        <Route path={paths.overview}>
          <OverviewPage />
        </Route>
        <Route path={paths.vms}>
          <VmsPage />
        </Route>
        <Route path={paths.newVm()}>
          <NewVmPage />
        </Route>
        <Route path="/vms/:name/:tab?">{({ name, tab }) => <VmPage name={decode(name)} tab={tab} />}</Route>
        <Route path={paths.images}>
          <ImagesPage />
        </Route>
        <Route path={paths.networks}>
          <NetworksPage />
        </Route>
        <Route path={paths.bin}>
          <BinPage />
        </Route>
        <Route path={paths.pools}>
          <PoolsPage />
        </Route>
        <Route path={paths.newPool}>
          <NewPoolPage />
        </Route>
        <Route path="/pools/:name/measure">{({ name }) => <MeasurePoolPage name={decode(name)} />}</Route>
        <Route path="/pools/:name">{({ name }) => <PoolPage name={decode(name)} />}</Route>
        <Route path={paths.more}>
          <MorePage />
        </Route>
        <Route path={paths.jobs}>
          <JobsPage />
        </Route>
        <Route path="/jobs/:id">{({ id }) => <JobPage id={decode(id)} />}</Route>
        <Route path={paths.host}>
          <HostPage />
        </Route>
        <Route path="/settings/:tab?">{({ tab }) => <SettingsPage tab={tab} />}</Route>
        <Route>
          <NotFoundPage />
        </Route>
      </Switch>
    </Suspense>
  )
}

/** A part of an address as it was meant; one that cannot be decoded is no name of ours. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
