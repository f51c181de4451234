import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import styles from './plan-dialog.module.css'

/** In the place of a plan that is on its way. */
export function Planning() {
  const { say } = useWords()
  return (
    <p className={styles.soft} role="status">
      {say('dialog.planning')}
    </p>
  )
}

/** Has plans that were refused asked for once more. */
export function PlanAgain({ isAsking, again }: { readonly isAsking: boolean; readonly again: () => void }) {
  const { say } = useWords()
  return (
    <Button className={styles.again} aria-disabled={isAsking} onClick={() => isAsking || again()}>
      {say(isAsking ? 'dialog.planning' : 'dialog.planAgain')}
    </Button>
  )
}
