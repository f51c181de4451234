import styles from './bar.module.css'

export interface BarPart {
  readonly name: string
  readonly amount: number
  /** The amount, for people. */
  readonly text: string
  readonly colour: 'host' | 'arc' | 'vm' | 'wood' | 'accent' | 'bad' | 'free'
}

/** One bar with its parts, and what each of them is in words below it. */
export function PartsBar({ parts }: { readonly parts: readonly BarPart[] }) {
  const total = parts.reduce((sum, { amount }) => sum + amount, 0)
  return (
    <>
      <div className={styles.bar} aria-hidden="true">
        {parts.map(({ name, amount, colour }) => (
          <span
            key={name}
            className={`${styles.part} ${styles[colour]}`}
            style={{ flexGrow: total > 0 ? amount / total : 0 }}
          />
        ))}
      </div>
      <ul className={styles.key}>
        {parts.map(({ name, text, colour }) => (
          <li key={name}>
            <span className={`${styles.swatch} ${styles[colour]}`} aria-hidden="true" />
            {name} {text}
          </li>
        ))}
      </ul>
    </>
  )
}

/** How far something is; without a share nobody knows. */
export function ProgressBar({
  label,
  share,
}: {
  readonly label: string
  readonly share: number | undefined
}) {
  return (
    <div
      className={`${styles.bar} ${styles.thin} ${share === undefined ? styles.unknown : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(share === undefined ? {} : { 'aria-valuenow': Math.round(share * 100) })}
    >
      <span className={`${styles.part} ${styles.accent}`} style={{ width: `${(share ?? 0.3) * 100}%` }} />
    </div>
  )
}

/** How full something is; the words are beside it. */
export function FillBar({ share, look }: { readonly share: number; readonly look: 'wood' | 'bad' }) {
  return (
    <div className={styles.bar} aria-hidden="true">
      <span className={`${styles.part} ${styles[look]}`} style={{ width: `${Math.min(1, share) * 100}%` }} />
    </div>
  )
}
