import { Say } from '../messages/use-words.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import type { Verdict } from './verdict.ts'
import styles from './verdict-line.module.css'

/** The sentence a page opens with. */
export function VerdictLine({ verdict }: { readonly verdict: Verdict }) {
  return (
    <p className={styles.verdict} data-tone={verdict.tone}>
      <span className={styles.mark}>
        <StateMark tone={verdict.tone} />
      </span>
      <span>
        <b>
          <Say message={verdict.lead} />
        </b>
        {verdict.rest.map((message, index) => (
          // By its place: the same may be said of several.
          <span key={index}>
            {' '}
            <Say message={message} />
          </span>
        ))}
      </span>
    </p>
  )
}
