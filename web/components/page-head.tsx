import type { ReactNode } from 'react'
import { usePageTitle } from './page-title.ts'
import type { Verdict } from './verdict.ts'
import { VerdictLine } from './verdict-line.tsx'
import styles from './page-head.module.css'

/** What every page begins with: what it is about, how that is, and what can be done. */
export function PageHead({
  title,
  verdict,
  above,
  below,
  actions,
}: {
  readonly title: string
  /** Absent while it is not known yet. */
  readonly verdict: Verdict | undefined
  readonly above?: ReactNode
  /** What is worth knowing at once, in a few figures. */
  readonly below?: ReactNode
  readonly actions?: ReactNode
}) {
  usePageTitle(title)
  return (
    <div className={styles.head}>
      {above}
      <div className={styles.row}>
        <h1>{title}</h1>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {verdict && <VerdictLine verdict={verdict} />}
      {below !== undefined && <p className={styles.below}>{below}</p>}
    </div>
  )
}
