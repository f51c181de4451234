import { useWords } from '../messages/use-words.tsx'
import { Folded } from '../ui/folded.tsx'
import { timesOf } from './coming.ts'
import type { VmPolicy } from './fate-words.ts'
import type { Moment, SayMoment } from './moments.ts'
import { sayRules } from './rule-words.ts'
import styles from './policies.module.css'

/** When each rule has snapshots taken in the coming week: the first of them, and how many more. */
export function ComingWeek({
  coming,
  zone,
  moment,
  nowMs,
}: {
  readonly coming: VmPolicy['coming']
  readonly zone: string
  readonly moment: SayMoment
  readonly nowMs: number
}) {
  const words = useWords()
  const { say } = words
  const rules = coming.map((one) => ({ ...timesOf(one, nowMs), ...one }))
  const isElsewhere = rules.some(({ times }) => times.some((atMs) => moment(atMs).there !== undefined))
  return (
    <Folded title={say('policy.week')} mustShow={false}>
      <ul className={styles.week}>
        {rules.map(({ rule, times, more, count }, index) => (
          <li key={index}>
            <div>
              {sayRules(rule, words)?.[0]?.often ?? rule}
              <span className={styles.soft}> · {say('policy.week.count', { count })}</span>
            </div>
            <div className={styles.times}>
              {times.map((atMs) => (
                <time key={atMs} dateTime={new Date(atMs).toISOString()}>
                  {sayBoth(moment(atMs))}
                </time>
              ))}
              {more > 0 && <span>{say('policy.week.more', { count: more })}</span>}
            </div>
          </li>
        ))}
      </ul>
      {isElsewhere && <p className={styles.soft}>{say('policy.week.zone', { zone })}</p>}
    </Folded>
  )
}

export function sayBoth({ here, there }: Moment): string {
  return there === undefined ? here : `${here} (${there})`
}
