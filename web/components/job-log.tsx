import { useJobLog } from '../api/queries.ts'
import { useWords } from '../messages/use-words.tsx'
import { Card } from '../ui/card.tsx'
import styles from './job-log.module.css'
import { Said } from './said.tsx'
import { ReadProblems } from './unread.tsx'

/** What a job wrote while it ran. */
export function JobLog({ id }: { readonly id: string }) {
  const { say, locale } = useWords()
  const log = useJobLog(id)
  const lines = log.data?.lines ?? []
  if (lines.length === 0) return <ReadProblems reads={[log]} />
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })
  return (
    <Card title={say('job.log')}>
      <div className={styles.log} tabIndex={0} role="log" aria-label={say('job.log')}>
        {lines.map(({ n, at, text }) => (
          <div key={n} className={styles.line}>
            <time dateTime={at}>{time.format(new Date(at))}</time>
            <Said text={text} />
          </div>
        ))}
      </div>
    </Card>
  )
}
