import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { StateMark } from './state-mark.tsx'
import type { Tone } from './tone.ts'
import styles from './toast-list.module.css'

export interface ToastView {
  readonly id: number
  readonly tone: Tone
  readonly text: ReactNode
}

/** What happened, said in passing: read aloud when the reader pauses, and in nobody's way. */
export function ToastList({
  toasts,
  label,
  close,
  onClose,
}: {
  readonly toasts: readonly ToastView[]
  readonly label: string
  readonly close: string
  readonly onClose: (id: number) => void
}) {
  return (
    <div className={styles.list} role="region" aria-label={label} aria-live="polite">
      {toasts.map(({ id, tone, text }) => (
        <div key={id} className={styles.toast}>
          <StateMark tone={tone} />
          <div className={styles.text}>{text}</div>
          <Button look="quiet" aria-label={close} onClick={() => onClose(id)}>
            ×
          </Button>
        </div>
      ))}
    </div>
  )
}
