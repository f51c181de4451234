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
import { isAtRare, isHere, placesFor } from './places.ts'
import { Preferences } from './preferences.tsx'
import { NavIcon } from './nav-icon.tsx'
import styles from './shell.module.css'
import { ToastCorner } from './toast-corner.tsx'
import { useArrival } from './use-arrival.ts'
import { useWatchedJobs } from './watch-jobs.ts'

/** What is round every page: where one can go, how the host is called, how the page stands with the daemon. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { say, longDuration, number } = useWords()
  const [location] = useLocation()
  const inventory = useInventory()
  const places = placesFor(useMayInHouse('view'))
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
        {places.map(({ href, label, icon, rare }) => (
          <Link
            key={href}
            href={href}
            className={`${styles.place} ${rare === true ? styles.rare : ''}`}
            aria-current={isHere(location, href) ? 'page' : undefined}
          >
            <NavIcon name={icon} />
            <span>{say(label)}</span>
            {(counts[label] ?? 0) > 0 && <span className={styles.count}>{number(counts[label] ?? 0)}</span>}
          </Link>
        ))}
        <Link
          href={paths.more}
          className={`${styles.place} ${styles.more}`}
          aria-current={isAtRare(location) ? 'page' : undefined}
        >
          <NavIcon name="more" />
          <span>{say('nav.more')}</span>
        </Link>
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
