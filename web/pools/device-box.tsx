import { Say, useWords } from '../messages/use-words.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import styles from './device-box.module.css'
import { DeviceMenu } from './device-menu.tsx'
import { driveNotes } from './drive-notes.ts'
import type { AskPool } from './pool-ask.ts'
import { errorCount, vdevCondition } from './vdev-condition.ts'
import { deviceTitle } from './vdev-groups.ts'
import { deviceActions } from './device-actions.ts'
import type { Drive, Pool, PoolVdev } from '../api/answers.ts'

/** One device, as one would find it in the case: which drive it is, where it sits, and how it feels. */
export function DeviceBox({
  device,
  pool,
  drive,
  ask,
}: {
  readonly device: PoolVdev
  readonly pool: Pool
  readonly drive: Drive | undefined
  readonly ask: AskPool | undefined
}) {
  const { say, bytes, number } = useWords()
  const { tone, word } = vdevCondition(device)
  const sizeBytes = drive?.sizeBytes ?? device.sizeBytes
  const { read, write, checksum } = device.errors
  const notes = drive ? driveNotes(drive) : []
  return (
    <div
      className={`${styles.box} ${tone === 'broken' ? styles.broken : tone === 'look' ? styles.look : ''}`}
    >
      <div className={styles.head}>
        <span className={styles.mark}>
          <StateMark tone={tone} />
        </span>
        <b className={styles.name}>{deviceTitle(device)}</b>
        <DeviceMenu vdev={device} pool={pool} ask={ask} actions={deviceActions} />
      </div>
      <div className={tone === 'ok' ? styles.soft : styles.word}>
        {[say(word), sizeBytes !== undefined && bytes(sizeBytes)].filter(Boolean).join(' · ')}
      </div>
      {device.drive && (
        <div className={styles.soft}>
          {device.drive.model}
          <br />
          <span className={styles.serial}>
            {[device.drive.serial, device.drive.bay].filter(Boolean).join(' · ')}
          </span>
        </div>
      )}
      {errorCount(device) > 0 && (
        <div className={styles.word}>
          {say('device.errors', { read: number(read), write: number(write), checksum: number(checksum) })}
        </div>
      )}
      {notes.length > 0 && (
        <div className={styles.soft}>
          {notes.map((note, index) => (
            <span key={note.key}>
              {index > 0 && ' · '}
              <Say message={note} />
            </span>
          ))}
        </div>
      )}
    </div>
  )
}
