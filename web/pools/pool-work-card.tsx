import { Link } from 'wouter'
import { useInventory } from '../api/queries.ts'
import { jobTitle } from '../components/job-title.ts'
import { isOpen } from '../components/jobs-verdict.ts'
import { paths } from '../components/paths.ts'
import { useNow } from '../components/use-now.ts'
import { Say, useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import type { AskPool } from './pool-ask.ts'
import type { PoolAction } from './pool-action-rules.ts'
import { isPaused, namesOfAction, whyNotAction } from './pool-actions.ts'
import { PoolWork } from './pool-work-line.tsx'
import { workIn } from './pool-work.ts'
import styles from './pool-work-card.module.css'
import type { Pool } from '../api/answers.ts'

const workActions: readonly PoolAction[] = [
  'scrub',
  'pauseScrub',
  'stopScrub',
  'trim',
  'pauseTrim',
  'stopTrim',
  'stopRemoval',
]
/** Begun from elsewhere, and gone on with from here. */
const onlyWhilePaused: readonly PoolAction[] = ['scrub', 'trim']

/** What goes on in a pool, and when it was last checked. */
export function PoolWorkCard({ pool, ask }: { readonly pool: Pool; readonly ask: AskPool | undefined }) {
  const { say, ago, number } = useWords()
  const nowMs = useNow()
  const works = workIn(pool)
  const jobs = (useInventory()?.jobs ?? []).filter(
    (job) => isOpen(job) && job.object.type === 'pool' && job.object.name === pool.name,
  )
  const possible = workActions.filter(
    (action) =>
      (!onlyWhilePaused.includes(action) || isPaused(action, pool)) &&
      whyNotAction(action, pool) === undefined,
  )
  const { scan } = pool
  return (
    <Card title={say('pool.work')}>
      <div className={styles.works}>
        {works.map((work) => (
          <PoolWork key={work.what.key} work={work} />
        ))}
        {works.length === 0 && <p>{say('pool.work.none')}</p>}
        {scan.state === 'finished' && (
          <p className={styles.soft}>
            {say(scan.what === 'scrub' ? 'pool.scan.scrubbed' : 'pool.scan.resilvered', {
              ago: ago(scan.endedAt, nowMs),
              errors: scan.errors,
              count: number(scan.errors),
            })}
          </p>
        )}
        {scan.state === 'cancelled' && (
          <p className={styles.soft}>{say('pool.scan.stopped', { ago: ago(scan.endedAt, nowMs) })}</p>
        )}
        {scan.state === 'none' && <p className={styles.soft}>{say('pool.scan.never')}</p>}
        {jobs.length > 0 && (
          <ul>
            {jobs.map((job) => (
              <li key={job.id}>
                <Link href={paths.job(job.id)}>
                  <Say message={jobTitle(job)} />
                </Link>
              </li>
            ))}
          </ul>
        )}
        {ask && possible.length > 0 && (
          <div className={styles.buttons}>
            {possible.map((action) => (
              <Button key={action} onClick={() => action !== 'attach' && ask({ action })}>
                {say(namesOfAction(action, pool).label)}
              </Button>
            ))}
          </div>
        )}
      </div>
    </Card>
  )
}
