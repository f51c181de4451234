import { useWords } from '../messages/use-words.tsx'
import { sayRules } from './rule-words.ts'
import styles from './policies.module.css'

/** Rules in words. Those that cannot be read, as of a daemon that knows more of them, stand as they are written. */
export function RuleList({ rules }: { readonly rules: string }) {
  const words = useWords()
  const said = sayRules(rules, words)
  if (!said) return <code>{rules}</code>
  return (
    <ul className={styles.rules}>
      {said.map(({ often, keeps }, index) => (
        // By its place: the same may be written twice.
        <li key={index} className={styles.rule}>
          <b>{often}</b>
          <span className={styles.soft}>{keeps}</span>
        </li>
      ))}
    </ul>
  )
}
