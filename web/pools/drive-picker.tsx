import { useId } from 'react'
import { useDrives } from '../api/pool-queries.ts'
import { Unread } from '../components/unread.tsx'
import { Say, useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Said } from '../components/said.tsx'
import { DriveLine } from './drive-line.tsx'
import { driveWarnings } from './drive-notes.ts'
import styles from './drive-picker.module.css'
import { sortDrives } from './drive-choice.ts'
import type { Drive } from '../api/answers.ts'

/** Drives to choose from, one or several; those in use are told, and cannot be chosen. */
export function DrivePicker({
  legend,
  drives,
  chosen,
  isMany = false,
  problem,
  onChange,
}: {
  readonly legend: string
  readonly drives: readonly Drive[]
  /** By their ids. */
  readonly chosen: readonly string[]
  readonly isMany?: boolean
  readonly problem?: string | undefined
  readonly onChange: (chosen: readonly string[]) => void
}) {
  const { say } = useWords()
  const name = useId()
  const read = useDrives()
  const { refetch, isFetching } = read
  const { open, taken } = sortDrives(drives)
  const pick = (id: string, isOn: boolean) => {
    if (!isMany) onChange([id])
    else onChange(isOn ? [...chosen, id] : chosen.filter((one) => one !== id))
  }
  return (
    <fieldset
      className={styles.picker}
      {...(problem === undefined ? {} : { 'aria-describedby': `${name}-why` })}
    >
      <legend>{legend}</legend>
      <Unread reads={[read]} />
      {open.length === 0 && read.data && <p>{say('drive.noneFree')}</p>}
      <div className={styles.list}>
        {open.map((drive) => (
          <label key={drive.id} className={styles.choice}>
            <input
              type={isMany ? 'checkbox' : 'radio'}
              name={name}
              checked={chosen.includes(drive.id)}
              onChange={({ target }) => pick(drive.id, target.checked)}
            />
            <span>
              <DriveLine drive={drive} />
              {driveWarnings(drive).map((warning) => (
                <span key={warning.key} className={styles.problem}>
                  <Say message={warning} />
                </span>
              ))}
            </span>
          </label>
        ))}
      </div>
      {problem !== undefined && (
        <p id={`${name}-why`} className={styles.problem}>
          <Said text={problem} />
        </p>
      )}
      <div className={styles.foot}>
        {taken.length > 0 && (
          <details>
            <summary>{say('drive.taken', { count: taken.length })}</summary>
            <ul className={styles.takenList}>
              {taken.map((drive) => (
                <li key={drive.id}>
                  <DriveLine drive={drive} />
                </li>
              ))}
            </ul>
          </details>
        )}
        <Button look="quiet" disabled={isFetching} onClick={() => void refetch()}>
          {say('drive.lookAgain')}
        </Button>
      </div>
    </fieldset>
  )
}
