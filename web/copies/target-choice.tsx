import type { Answer } from '../api/answers.ts'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import type { CopiedTo } from './copy-request.ts'
import styles from './copies.module.css'

/** Which targets something is copied to, in the order in which they stand. */
export function TargetChoice({
  targets,
  chosen,
  onChange,
}: {
  readonly targets: Answer<'listTargets'>
  readonly chosen: CopiedTo
  readonly onChange: (chosen: CopiedTo) => void
}) {
  const { say } = useWords()
  const toggle = (name: string, isChosen: boolean) =>
    onChange(
      targets.flatMap((target) =>
        (target.name === name ? isChosen : chosen.includes(target.name)) ? [target.name] : [],
      ),
    )
  return (
    <fieldset className={styles.choice}>
      <legend>{say('copies.targets')}</legend>
      {targets.map(({ name, pool }) => (
        <Check
          key={name}
          label={say('copy.targetIn', { name, pool })}
          checked={chosen.includes(name)}
          onChange={(isChosen) => toggle(name, isChosen)}
        />
      ))}
      {chosen.length === 0 && <p className={styles.soft}>{say('copy.chooseTarget')}</p>}
    </fieldset>
  )
}
