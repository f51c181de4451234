import { Menu as BaseMenu } from '@base-ui/react/menu'
import type { ReactNode } from 'react'
import styles from './menu.module.css'

export interface MenuEntry {
  readonly id: string
  readonly label: string
  /** Why it cannot be chosen now; it stands below the label, for those who cannot hover too. */
  readonly whyNot?: string | undefined
  readonly isDanger?: boolean
  readonly isChosen?: boolean
  readonly act: () => void
}

/** A menu at whatever element opened it, so that a thousand rows share one. */
export function AnchoredMenu({
  anchor,
  onClose,
  label,
  entries,
}: {
  readonly anchor: HTMLElement | null
  readonly onClose: () => void
  readonly label: string
  readonly entries: readonly MenuEntry[]
}) {
  return (
    <BaseMenu.Root open={anchor !== null} onOpenChange={(open) => open || onClose()} modal={false}>
      <MenuPopup anchor={anchor} label={label} entries={entries} />
    </BaseMenu.Root>
  )
}

/** A button with a menu of its own. */
export function MenuButton({
  className,
  label,
  title,
  entries,
  children,
}: {
  readonly className: string
  readonly label: string
  readonly title?: string
  readonly entries: readonly MenuEntry[]
  readonly children: ReactNode
}) {
  return (
    <BaseMenu.Root modal={false}>
      <BaseMenu.Trigger className={className} {...(title === undefined ? {} : { 'aria-label': title })}>
        {children}
      </BaseMenu.Trigger>
      <MenuPopup label={label} entries={entries} />
    </BaseMenu.Root>
  )
}

function MenuPopup({
  anchor,
  label,
  entries,
}: {
  readonly anchor?: HTMLElement | null
  readonly label: string
  readonly entries: readonly MenuEntry[]
}) {
  return (
    <BaseMenu.Portal>
      <BaseMenu.Positioner
        className={styles.positioner}
        align="end"
        sideOffset={4}
        {...(anchor === undefined ? {} : { anchor })}
      >
        <BaseMenu.Popup
          className={styles.popup}
          aria-label={label}
          {...(anchor ? { finalFocus: { current: anchor } } : {})}
        >
          {entries.map(({ id, label, whyNot, isDanger, isChosen, act }) => (
            <BaseMenu.Item
              key={id}
              className={`${styles.item} ${isDanger === true ? styles.danger : ''}`}
              disabled={whyNot !== undefined}
              onClick={act}
            >
              <span className={styles.label}>
                {label}
                {isChosen === true && <span aria-hidden="true">✓</span>}
              </span>
              {whyNot !== undefined && <span className={styles.reason}>{whyNot}</span>}
            </BaseMenu.Item>
          ))}
        </BaseMenu.Popup>
      </BaseMenu.Positioner>
    </BaseMenu.Portal>
  )
}
