import { useConnection } from '../api/connection.ts'
import { useInventory } from '../api/queries.ts'
import { useWords } from '../messages/use-words.tsx'
import styles from './connection-banner.module.css'
import { useNow } from './use-now.ts'

/** Says when what is shown is not what is so. */
export function ConnectionBanner() {
  const { say, longDuration } = useWords()
  const connection = useConnection()
  const hasAny = useInventory() !== undefined
  const nowMs = useNow(5_000)
  if (connection.state !== 'lost') return null
  const seconds = Math.max(0, Math.round((nowMs - connection.sinceMs) / 1000))
  return (
    <div className={styles.banner} role="status">
      <b>{say('connection.lost')}</b>{' '}
      {hasAny ? say('connection.lostMeans', { time: longDuration(seconds) }) : say('connection.nothingYet')}
    </div>
  )
}
