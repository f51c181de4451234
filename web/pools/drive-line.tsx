import { Say, useWords } from '../messages/use-words.tsx'
import { driveChoice } from './drive-choice.ts'
import styles from './drive-line.module.css'
import type { Drive } from '../api/answers.ts'

/** A drive in a line: which it is, and whether it is free. */
export function DriveLine({ drive }: { readonly drive: Drive }) {
  const { say, bytes } = useWords()
  const choice = driveChoice(drive)
  return (
    <span className={styles.line}>
      <span>
        <b>{drive.kernelName}</b> {bytes(drive.sizeBytes)} ·{' '}
        {say(drive.rotational ? 'drive.hdd' : 'drive.ssd')}
      </span>
      <span className={styles.soft}>
        {[drive.model, drive.serial, drive.bay].filter(Boolean).join(' · ')}
      </span>
      <span className={choice.is === 'used-before' ? styles.lose : styles.soft}>
        {choice.is === 'free'
          ? say('drive.free')
          : choice.by.map((message, index) => (
              <span key={`${message.key} ${index}`}>
                {index > 0 && ', '}
                <Say message={message} />
              </span>
            ))}
      </span>
    </span>
  )
}
