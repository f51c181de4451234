import { reaches, type Level } from '../../src/domain/rights.ts'
import { sayMessage } from '../messages/say-message.ts'
import type { Words } from '../messages/translator.ts'
import type { MenuEntry } from '../ui/menu.tsx'
import type { AskPool } from './pool-ask.ts'
import { poolActionRules, poolActions, type PoolAction } from './pool-action-rules.ts'
import { namesOfAction, whyNotAction } from './pool-actions.ts'
import { isEncrypted } from './pool-key.ts'
import { storeRules } from './store-rules.ts'
import type { Pool } from '../api/answers.ts'

const ofKeys: readonly PoolAction[] = ['loadKey', 'unloadKey', 'changeKey']

/** All that whoever looks may do to a pool, and why some of it cannot be done now. Pools without a key have nothing about keys. */
export function poolMenuEntries(
  words: Words,
  pool: Pool,
  {
    hasStore,
    level,
    ask,
    onMeasure,
  }: {
    readonly hasStore: boolean
    readonly level: Level
    readonly ask: AskPool
    /** Leads to where the pool is measured. */
    readonly onMeasure: () => void
  },
): readonly MenuEntry[] {
  const may = poolActions.filter(
    (action) =>
      reaches({ level, reach: { of: 'house' } }, poolActionRules[action].level) &&
      (isEncrypted(pool) || !ofKeys.includes(action)),
  )
  const entries = may.map((action): MenuEntry => {
    const { isDanger = false } = poolActionRules[action]
    const whyNot = whyNotAction(action, pool)
    return {
      id: action,
      label: words.say(namesOfAction(action, pool).label),
      whyNot: whyNot && sayMessage(words, whyNot),
      isDanger,
      act: () => ask({ action }),
    }
  })
  const measure: MenuEntry = { id: 'measure', label: words.say('measure.link'), act: onMeasure }
  if (level !== 'admin') return [...entries, measure]
  const store = hasStore ? 'adopt' : 'makeStore'
  return [
    measure,
    { id: store, label: words.say(storeRules[store].label), act: () => ask({ action: store }) },
    ...entries,
  ]
}
