import type { Doctor } from '../api/answers.ts'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Card } from '../ui/card.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import type { Tone } from '../ui/tone.ts'
import { Said } from './said.tsx'
import styles from './doctor-card.module.css'

const states: Readonly<
  Record<Doctor['verdict'], { readonly tone: Tone; readonly word: MessageKey; readonly order: number }>
> = {
  fail: { tone: 'broken', word: 'check.fail', order: 0 },
  warn: { tone: 'look', word: 'check.warn', order: 1 },
  ok: { tone: 'ok', word: 'check.ok', order: 2 },
}

/** Everything that was looked at on the host, the worst first, and what to do. The daemon says it in English. */
export function ChecksCard({ doctor }: { readonly doctor: Doctor }) {
  const { say } = useWords()
  const checks = doctor.checks.toSorted((a, b) => states[a.state].order - states[b.state].order)
  return (
    <Card title={say('host.checks')}>
      <ul className={styles.list}>
        {checks.map(({ id, title, state, detail, remedy }) => (
          <li key={id}>
            <StateMark tone={states[state].tone} />
            <div>
              <b>
                <Said text={title} />
              </b>
              : {say(states[state].word)}
              <p>
                <Said text={detail} />
              </p>
              {remedy !== undefined && (
                <p className={styles.remedy}>
                  {say('problem.hint')} <Said text={remedy} />
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}
