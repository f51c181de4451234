import type { Tone } from './tone.ts'
import styles from './state-mark.module.css'

/** The shape of a state; the word that goes with it stands beside it, so nothing is said by colour alone. */
export function StateMark({ tone }: { readonly tone: Tone }) {
  return <span aria-hidden="true" className={`${styles.mark} ${styles[tone]}`} />
}
