import { Link } from 'wouter'
import { paths } from '../../components/paths.ts'
import { Said } from '../../components/said.tsx'
import { useNow } from '../../components/use-now.ts'
import { useWords } from '../../messages/use-words.tsx'
import type { Measured } from './measurements.ts'
import styles from './measure.module.css'

/** When something was measured, what of the pool was left out, and what else is to be known of the figures. */
export function ReportFoot({
  measured: { job, finishedAt, report },
}: {
  readonly measured: Measured<{
    readonly notes: readonly string[]
    readonly leftOut?: readonly { readonly dataset: string; readonly because: string }[]
  }>
}) {
  const { say, ago } = useWords()
  const nowMs = useNow()
  const { notes, leftOut = [] } = report
  return (
    <div className={styles.foot}>
      {leftOut.length > 0 && (
        <ul className={styles.soft}>
          {leftOut.map(({ dataset, because }) => (
            <li key={dataset}>
              {say('measure.leftOut', { dataset })} <Said text={because} />
            </li>
          ))}
        </ul>
      )}
      <details className={styles.notes}>
        <summary>{say('measure.notes', { count: notes.length })}</summary>
        <ul>
          {notes.map((note) => (
            <li key={note}>
              <Said text={note} />
            </li>
          ))}
        </ul>
      </details>
      <Link className={styles.when ?? ''} href={paths.job(job)}>
        {say('measure.when', { ago: ago(finishedAt, nowMs) })}
      </Link>
    </div>
  )
}
