import { Say, useWords } from '../messages/use-words.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { driveChoice } from './drive-choice.ts'
import { DriveLine } from './drive-line.tsx'
import { driveNotes, driveTone } from './drive-notes.ts'
import styles from './drive-table.module.css'
import type { Drive } from '../api/answers.ts'

/** The drives of the host, what is on each and how it feels; those that are free come first. */
export function DriveTable({ drives }: { readonly drives: readonly Drive[] }) {
  const { say } = useWords()
  if (drives.length === 0) return <p>{say('drive.none')}</p>
  const order = ['free', 'used-before', 'taken']
  const sorted = drives.toSorted(
    (a, b) => order.indexOf(driveChoice(a).is) - order.indexOf(driveChoice(b).is),
  )
  return (
    <ul className={styles.list}>
      {sorted.map((drive) => {
        return (
          <li key={drive.id} className={styles.drive}>
            <span className={styles.mark}>
              <StateMark tone={driveTone(drive)} />
            </span>
            <DriveLine drive={drive} />
            <span className={styles.notes}>
              {drive.smart.known ? (
                driveNotes(drive).map((note, index) => (
                  <span key={note.key}>
                    {index > 0 && ' · '}
                    <Say message={note} />
                  </span>
                ))
              ) : (
                <span>{say('drive.noHealth')}</span>
              )}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
