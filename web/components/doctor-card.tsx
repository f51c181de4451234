import { useDoctor } from '../api/queries.ts'
import { useWords } from '../messages/use-words.tsx'
import { Card } from '../ui/card.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import styles from './doctor-card.module.css'
import { Said } from './said.tsx'
import { ReadProblems } from './unread.tsx'

/** What on the host is not as it should be; nothing where all is well. */
export function DoctorCard() {
  const { say } = useWords()
  const doctor = useDoctor()
  const checks = doctor.data?.checks.filter(({ state }) => state !== 'ok') ?? []
  if (checks.length === 0) return <ReadProblems reads={[doctor]} />
  return (
    <Card title={say('doctor.title')}>
      <ul className={styles.list}>
        {checks.map(({ id, title, state, detail, remedy }) => (
          <li key={id}>
            <StateMark tone={state === 'fail' ? 'broken' : 'look'} />
            <div>
              <b>
                <Said text={title} />
              </b>
              <p>
                <Said text={detail} />
              </p>
              {remedy !== undefined && (
                <p className={styles.remedy}>
                  <Said text={remedy} />
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}
