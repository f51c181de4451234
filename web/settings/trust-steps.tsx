import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import styles from './settings.module.css'

const devices = [
  ['trust.android', 'trust.androidSteps'],
  ['trust.apple', 'trust.appleSteps'],
  ['trust.windows', 'trust.windowsSteps'],
  ['trust.mac', 'trust.macSteps'],
  ['trust.linux', 'trust.linuxSteps'],
  ['trust.firefox', 'trust.firefoxSteps'],
] as const satisfies readonly (readonly [MessageKey, MessageKey])[]

/** How each kind of device is told to trust the authority of the house. */
export function TrustSteps() {
  const { say } = useWords()
  return (
    <div>
      {devices.map(([device, steps]) => (
        <details key={device} className={styles.steps}>
          <summary>{say(device)}</summary>
          <p>{say(steps)}</p>
        </details>
      ))}
    </div>
  )
}
