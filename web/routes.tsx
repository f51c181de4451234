import { lazy, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { Loading } from './components/loading.tsx'
import { paths } from './components/paths.ts'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { OverviewPage } from './pages/overview-page.tsx'
import { VmsPage } from './pages/vms-page.tsx'

// What is looked at more rarely is loaded when it is.
const VmPage = lazy(async () => ({ default: (await import('./pages/vm-page.tsx')).VmPage }))
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
        <Route path="/vms/:name/:tab?">{({ name, tab }) => <VmPage name={decode(name)} tab={tab} />}</Route>
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
