import type { Advice } from '../../../src/domain/pool-advice.ts'
import { Said } from '../../components/said.tsx'
import { useWords } from '../../messages/use-words.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { adviceLooks } from './advice-look.ts'
import styles from './measure.module.css'

/** What is advised, in a word and in a sentence. */
export function AdviceLine({ advice, sentence }: { readonly advice: Advice; readonly sentence: string }) {
  const { say } = useWords()
  const { tone, word } = adviceLooks[advice]
  return (
    <p className={styles.advice}>
      <span className={styles.mark}>
        <StateMark tone={tone} />
      </span>
      <span>
        <b>{say(word)}</b> <Said text={sentence} />
      </span>
    </p>
  )
}
