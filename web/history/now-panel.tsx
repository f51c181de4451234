import { isAllowed } from '../../src/domain/vm.ts'
import { triedFrom } from '../../src/domain/tried-from.ts'
import type { History } from '../../src/domain/snapshot.ts'
import { useMay } from '../api/session.ts'
import { whyNotVerb } from '../components/vm-deeds.ts'
import { sayWhyNot } from '../components/why-not-words.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import type { HistoryWish } from './history-wish.ts'
import styles from './history-tree.module.css'
import type { Vm } from '../api/answers.ts'

/** What can be done with a VM as it is now: keep this point, or try something out from here. */
export function NowPanel({
  vm,
  history,
  onWish,
}: {
  readonly vm: Vm
  readonly history: History
  readonly onWish: (wish: HistoryWish) => void
}) {
  const words = useWords()
  const { say } = words
  const may = useMay()
  const tried = triedFrom(history)
  const whyNot = whyNotVerb('snapshot', vm)
  const canTake = isAllowed('snapshot', vm.status.state)
  if (!may('operate')) return <p className={styles.soft}>{say('history.mayOnlyLook')}</p>
  return (
    <>
      <div className={styles.buttons}>
        <Button
          look={tried ? 'plain' : 'main'}
          disabled={!canTake}
          onClick={() => onWish({ want: 'snapshot' })}
        >
          {say('history.take')}
        </Button>
        {tried ? (
          <>
            <Button look="main" onClick={() => onWish({ want: 'keep-try' })}>
              {say('history.keepTry')}
            </Button>
            {may('admin') && (
              <Button onClick={() => onWish({ want: 'return', where: { to: 'try' }, title: tried.id })}>
                {say('history.discardTry')}
              </Button>
            )}
          </>
        ) : (
          <Button disabled={!canTake} onClick={() => onWish({ want: 'try' })}>
            {say('history.try')}
          </Button>
        )}
      </div>
      {whyNot && <p className={styles.soft}>{sayWhyNot(words, whyNot)}</p>}
    </>
  )
}
