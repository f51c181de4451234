import { useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import styles from './folded.module.css'

/** What most people never need, out of the way. It opens by itself, and stays open, where something in it has to be seen to. */
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
  const details = useRef<HTMLDetailsElement>(null)
  // The browser folds it by itself when its title is pressed, whatever was drawn.
  useLayoutEffect(() => {
    if (details.current) details.current.open = isOpen || mustShow
  })
  return (
    <details
      ref={details}
      className={styles.folded}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>{title}</summary>
      <div className={styles.content}>{children}</div>
    </details>
  )
}
