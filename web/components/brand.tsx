import styles from './brand.module.css'

/** The box, and its name. */
export function Brand() {
  return (
    <div className={styles.brand}>
      <span className={styles.logo} aria-hidden="true" />
      Kiste
    </div>
  )
}
