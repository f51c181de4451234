import { lazy, Suspense, type ReactNode } from 'react'
import type { Host, Vm } from '../api/answers.ts'
import { useWords } from '../messages/use-words.tsx'
import { Card } from '../ui/card.tsx'
import styles from './late-plots.module.css'

// What draws is as large as a page, and what it shows stands below the rest.
const Host = lazy(async () => ({ default: (await import('./host-plots.tsx')).HostPlots }))
const OfVm = lazy(async () => ({ default: (await import('./vm-plots.tsx')).VmPlots }))

/** The plots of the host, loaded once the page is there. */
export function LateHostPlots({ host }: { readonly host: Host }) {
  return (
    <Later>
      <Host host={host} />
    </Later>
  )
}

export function LateVmPlots({ vm }: { readonly vm: Vm }) {
  return (
    <Later>
      <OfVm vm={vm} />
    </Later>
  )
}

function Later({ children }: { readonly children: ReactNode }) {
  const { say } = useWords()
  return (
    <Suspense
      fallback={
        <Card title={say('metrics.title')}>
          <p className={styles.waiting}>{say('metrics.reading')}</p>
        </Card>
      }
    >
      {children}
    </Suspense>
  )
}
