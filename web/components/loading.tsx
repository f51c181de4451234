import { useConnection } from '../api/connection.ts'
import { useWords } from '../messages/use-words.tsx'
import styles from './loading.module.css'

/** Before there is anything to show. Most looks last too short for a word, so it comes a little later. */
export function Loading() {
  const { say } = useWords()
  const { state } = useConnection()
  return (
    <p className={styles.loading} role="status">
      {state === 'lost' ? say('loading.lost') : say('loading.now')}
    </p>
  )
}
