import { useConnection } from '../api/connection.ts'
import { useInventory } from '../api/queries.ts'
import { useWords } from '../messages/use-words.tsx'
import styles from './connection-banner.module.css'

/** Says when what is shown is not what is so. */
export function ConnectionBanner() {
  const { say, dateTime } = useWords()
  const connection = useConnection()
  const hasAny = useInventory() !== undefined
  if (connection.state !== 'lost') return null
  return (
    <div className={styles.banner} role="status">
      <b>{say('connection.lost')}</b>{' '}
      {hasAny
        ? say('connection.lostMeans', { time: dateTime(new Date(connection.sinceMs).toISOString()) })
        : say('connection.nothingYet')}
    </div>
  )
}
