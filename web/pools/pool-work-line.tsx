import { sayMessage } from '../messages/say-message.ts'
import { useWords } from '../messages/use-words.tsx'
import { ProgressBar } from '../ui/bar.tsx'
import type { WorkInPool } from './pool-work.ts'
import styles from './pool-work-card.module.css'

/** How far something in a pool is: `62 %`, how quick, and how long it still takes. */
export function PoolWork({ work }: { readonly work: WorkInPool }) {
  const words = useWords()
  const { say, percent, bytes, duration } = words
  const what = sayMessage(words, work.what)
  const { amount, paused, bytesPerSecond, secondsLeft } = work
  return (
    <div>
      <b>{what}</b>
      <ProgressBar label={what} share={work.share} />
      <span className={styles.soft}>
        {[
          percent(work.share),
          amount && say('job.progressOf', { done: bytes(amount.doneBytes), total: bytes(amount.totalBytes) }),
          paused && say('pool.work.paused'),
          bytesPerSecond !== undefined && say('pool.work.rate', { rate: bytes(bytesPerSecond) }),
          secondsLeft !== undefined && say('pool.work.left', { time: duration(secondsLeft) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </div>
  )
}
