import { Dialog } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import styles from './modal.module.css'

/** A small dialog over the page. Escape and a click beside it close it; the focus returns to where it was. */
export function Modal({
  open,
  onClose,
  title,
  children,
  foot,
}: {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: ReactNode
  readonly children: ReactNode
  readonly foot: ReactNode
}) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.popup}>
          <Dialog.Title className={styles.title}>{title}</Dialog.Title>
          <div className={styles.body}>{children}</div>
          <div className={styles.foot}>{foot}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
