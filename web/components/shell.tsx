import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { useInventory } from '../api/queries.ts'
import { useMayInHouse } from '../api/session.ts'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Account } from './account.tsx'
import { Brand } from './brand.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { isOpen } from './jobs-verdict.ts'
import { paths } from './paths.ts'
import { Preferences } from './preferences.tsx'
import { NavIcon } from './nav-icon.tsx'
import styles from './shell.module.css'
import { ToastCorner } from './toast-corner.tsx'
import { useArrival } from './use-arrival.ts'
import { useWatchedJobs } from './watch-jobs.ts'

interface Place {
  readonly href: string
  readonly label: MessageKey
  readonly icon: string
  /** Only for those who see all of the house. */
  readonly ofHouse?: boolean
}

const places = [
  { href: paths.overview, label: 'nav.overview', icon: 'overview' },
  { href: paths.vms, label: 'nav.vms', icon: 'vms' },
  { href: paths.images, label: 'nav.images', icon: 'images' },
  { href: paths.networks, label: 'nav.networks', icon: 'networks' },
  { href: paths.pools, label: 'nav.pools', icon: 'pools', ofHouse: true },
  { href: paths.jobs, label: 'nav.jobs', icon: 'jobs' },
  { href: paths.bin, label: 'nav.bin', icon: 'bin', ofHouse: true },
  { href: paths.settings(), label: 'nav.settings', icon: 'settings' },
] as const satisfies readonly Place[]

/** What is round every page: where one can go, how the host is called, how the page stands with the daemon. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { say, longDuration, number } = useWords()
  const [location] = useLocation()
  const inventory = useInventory()
  const seesHouse = useMayInHouse('view')
  const shown = places.filter((place) => !('ofHouse' in place) || seesHouse)
  useWatchedJobs()
  useArrival(location)
  const counts: Readonly<Partial<Record<MessageKey, number>>> = {
    'nav.vms': inventory?.vms.length ?? 0,
    'nav.jobs': inventory?.jobs.filter(isOpen).length ?? 0,
  }
  return (
    <div className={styles.app}>
      <a className={styles.skip} href="#main">
        {say('nav.skip')}
      </a>
      <nav className={styles.nav} aria-label={say('nav.label')}>
        <div className={styles.brand}>
          <Brand />
        </div>
        {shown.map(({ href, label, icon }) => (
          <Link
            key={href}
            href={href}
            className={styles.place ?? ''}
            aria-current={isHere(location, href) ? 'page' : undefined}
          >
            <NavIcon name={icon} />
            <span>{say(label)}</span>
            {(counts[label] ?? 0) > 0 && <span className={styles.count}>{number(counts[label] ?? 0)}</span>}
          </Link>
        ))}
        {inventory && (
          <div className={styles.foot}>
            {inventory.host.hostname}
            <br />
            {say('nav.up', { time: longDuration(inventory.host.uptimeSeconds) })}
          </div>
        )}
      </nav>
      <div className={styles.column}>
        <ConnectionBanner />
        <header className={styles.top}>
          <Preferences />
          <Account />
        </header>
        <main id="main" className={styles.main} tabIndex={-1}>
          {children}
        </main>
      </div>
      <ToastCorner />
    </div>
  )
}

function isHere(location: string, href: string): boolean {
  return href === '/' ? location === '/' : location === href || location.startsWith(`${href}/`)
}
