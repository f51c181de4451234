import type { ReactNode } from 'react'
import { StateMark } from './state-mark.tsx'
import styles from './notice.module.css'

/** Something to know before going on: a warning, or what went wrong. */
export function Notice({
  look,
  children,
}: {
  readonly look: 'look' | 'broken'
  readonly children: ReactNode
}) {
  return (
    <div className={`${styles.notice} ${styles[look]}`} role={look === 'broken' ? 'alert' : 'note'}>
      <span className={styles.mark}>
        <StateMark tone={look} />
      </span>
      <div className={styles.text}>{children}</div>
    </div>
  )
}
