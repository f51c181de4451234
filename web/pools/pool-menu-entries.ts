import { reaches, type Level } from '../../src/domain/rights.ts'
import { sayMessage } from '../messages/say-message.ts'
import type { Words } from '../messages/translator.ts'
import type { MenuEntry } from '../ui/menu.tsx'
import type { AskPool } from './pool-ask.ts'
import { poolActionRules, poolActions, type PoolAction } from './pool-action-rules.ts'
import { namesOfAction, whyNotAction } from './pool-actions.ts'
import { isEncrypted } from './pool-key.ts'
import { isUnderWay, trimOf } from './pool-trim.ts'
import { storeRules } from './store-rules.ts'
import type { Pool } from '../api/answers.ts'

/** What is about something that most pools lack most of the time, and when it is there. The menu is long enough without. */
const onlyWith: Readonly<Partial<Record<PoolAction, (pool: Pool) => boolean>>> = {
  pauseScrub: isScrubbed,
  stopScrub: isScrubbed,
  pauseTrim: isTrimmed,
  stopTrim: isTrimmed,
  stopRemoval: ({ removal }) => removal.state === 'running',
  discardCheckpoint: hasCheckpoint,
  rewind: hasCheckpoint,
  loadKey: isEncrypted,
  unloadKey: isEncrypted,
  changeKey: isEncrypted,
}

function isScrubbed({ scan }: Pool): boolean {
  return scan.state === 'running' && scan.what === 'scrub'
}

function isTrimmed(pool: Pool): boolean {
  return isUnderWay(trimOf(pool))
}

function hasCheckpoint({ checkpoint }: Pool): boolean {
  return checkpoint.state !== 'none'
}

/** All that whoever looks may do to a pool, and why some of it cannot be done now. */
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
      (onlyWith[action]?.(pool) ?? true),
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
