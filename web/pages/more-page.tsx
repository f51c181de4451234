import { Link } from 'wouter'
import { useMayInHouse } from '../api/session.ts'
import { NavIcon } from '../components/nav-icon.tsx'
import { PageHead } from '../components/page-head.tsx'
import { placesFor } from '../components/places.ts'
import { useWords } from '../messages/use-words.tsx'
import styles from './more-page.module.css'

/** Where one comes to more rarely, for screens without room for all places at once. */
export function MorePage() {
  const { say } = useWords()
  const places = placesFor(useMayInHouse('view')).filter(({ rare }) => rare === true)
  return (
    <>
      <PageHead title={say('nav.more')} verdict={{ tone: 'off', lead: { key: 'more.lead' }, rest: [] }} />
      <ul className={styles.places}>
        {places.map(({ href, label, icon }) => (
          <li key={href}>
            <Link href={href} className={styles.place ?? ''}>
              <NavIcon name={icon} />
              {say(label)}
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}
