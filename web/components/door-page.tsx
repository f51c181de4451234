import type { ReactNode } from 'react'
import { useWords } from '../messages/use-words.tsx'
import { Brand } from './brand.tsx'
import styles from './door-page.module.css'
import { usePageTitle } from './page-title.ts'
import { Preferences } from './preferences.tsx'

/** What somebody sees who is not in yet: one thing to do, and the language to do it in. */
export function DoorPage({
  title,
  lead,
  children,
}: {
  readonly title: string
  readonly lead: ReactNode
  readonly children?: ReactNode
}) {
  const { say } = useWords()
  usePageTitle(title)
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <Brand />
        <Preferences />
      </header>
      <main className={styles.main} aria-label={say('door.label')}>
        <h1>{title}</h1>
        <p className={styles.lead}>{lead}</p>
        {children}
      </main>
    </div>
  )
}
