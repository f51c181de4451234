import { useState, type ReactNode } from 'react'
import styles from './folded.module.css'

/** What most people never need, out of the way. It opens by itself where something in it has to be seen to. */
export function Folded({
  title,
  mustShow,
  children,
}: {
  readonly title: string
  readonly mustShow: boolean
  readonly children: ReactNode
}) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details
      className={styles.folded}
      open={isOpen || mustShow}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>{title}</summary>
      <div className={styles.content}>{children}</div>
    </details>
  )
}
