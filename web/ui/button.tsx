import type { ComponentProps } from 'react'
import styles from './button.module.css'

/** `plain` unless told; `main` is the one thing to do next; `quiet` has no edge; `danger` cannot be taken back easily. */
export type ButtonLook = 'plain' | 'main' | 'quiet' | 'danger'

export function buttonClass(look: ButtonLook = 'plain'): string {
  return look === 'plain' ? `${styles.button}` : `${styles.button} ${styles[look]}`
}

export function Button({
  look,
  className,
  ...rest
}: ComponentProps<'button'> & { readonly look?: ButtonLook }) {
  return <button type="button" {...rest} className={`${buttonClass(look)} ${className ?? ''}`} />
}
