import type { ReactNode } from 'react'
import styles from './item-list.module.css'
import { StateMark } from './state-mark.tsx'
import type { Tone } from './tone.ts'

/** Things one below the other, each with what can be done about it at its end. */
export function ItemList({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return <ul aria-label={label}>{children}</ul>
}

export function Item({
  tone,
  title,
  actions,
  children,
}: {
  readonly tone: Tone
  readonly title: ReactNode
  readonly actions?: ReactNode
  /** What is worth knowing of it. */
  readonly children?: ReactNode
}) {
  return (
    <li className={styles.item}>
      <span className={styles.mark}>
        <StateMark tone={tone} />
      </span>
      <div className={styles.body}>
        <div className={styles.text}>
          <div className={styles.title}>{title}</div>
          <div className={styles.soft}>{children}</div>
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
    </li>
  )
}
