import { PlanDialog } from '../../forms/plan-dialog.tsx'
import { useWords } from '../../messages/use-words.tsx'
import { poolCommand, poolWish, type PoolChange } from '../pool-change.ts'

/** One property that advice would have changed, and to what. */
export interface SetTo {
  readonly property: 'compression' | 'dedup'
  readonly value: string
  /** One in the pool, in the place of its root. */
  readonly dataset?: string | undefined
}

/** Sets what was advised. */
export function SetToDialog({
  pool,
  set: { property, value, dataset },
  onClose,
}: {
  readonly pool: string
  readonly set: SetTo
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const change: PoolChange = { do: 'set', settings: { [property]: value }, dataset }
  return (
    <PlanDialog
      title={say('measure.set.question', { setting: `${property}=${value}`, dataset: dataset ?? pool })}
      label={say('measure.set.do')}
      wishes={[{ name: pool, wish: poolWish(pool, change) }]}
      command={poolCommand(pool, change)}
      onClose={onClose}
    />
  )
}
