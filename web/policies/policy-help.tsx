import { useWords } from '../messages/use-words.tsx'
import { Folded } from '../ui/folded.tsx'
import { keepExamples, rhythmExamples } from './policy-presets.ts'
import { sayRules } from './rule-words.ts'
import styles from './policies.module.css'

/** How rules are written, by one example of each way, and what it means. */
export function PolicyHelp() {
  const words = useWords()
  const { say } = words
  const said = (text: string, half: 'often' | 'keeps') => sayRules(text, words)?.[0]?.[half]
  return (
    <Folded title={say('policy.help')} mustShow={false}>
      <p>{say('policy.help.parts')}</p>
      <dl className={styles.examples}>
        {rhythmExamples.map((text) => (
          <Example key={text} text={text} means={said(`${text}, keep 1`, 'often')} />
        ))}
        {keepExamples.map((text) => (
          <Example key={text} text={text} means={said(`daily, ${text}`, 'keeps')} />
        ))}
      </dl>
    </Folded>
  )
}

function Example({ text, means }: { readonly text: string; readonly means: string | undefined }) {
  return (
    <>
      <dt>
        <code>{text}</code>
      </dt>
      <dd>{means}</dd>
    </>
  )
}
