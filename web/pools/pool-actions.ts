import { poolCan, worksIn, type PoolVerb, type PoolWork } from '../../src/domain/pool-rules.ts'
import type { Message, MessageKey } from '../messages/message.ts'
import { poolActionRules, type PoolAction, type PoolActionRule } from './pool-action-rules.ts'
import { isEncrypted, isLocked, keyIsTyped } from './pool-key.ts'
import { isUnderWay, trimOf } from './pool-trim.ts'
import type { Pool } from '../api/answers.ts'

export type ActedOn = Pick<
  Pool,
  'state' | 'readOnly' | 'scan' | 'expansion' | 'removal' | 'checkpoint' | 'vdevs' | 'settings'
>

const works: Readonly<Record<PoolWork, MessageKey>> = {
  resilver: 'pool.whyNot.resilver',
  scrub: 'pool.whyNot.scrub',
  expansion: 'pool.whyNot.expansion',
  removal: 'pool.whyNot.removal',
  checkpoint: 'pool.whyNot.checkpoint',
  discarding: 'pool.whyNot.discarding',
}

/** What stands in the way of a verb, by the same table as the daemon's refusal. */
export function whyNotVerb(verb: PoolVerb, pool: ActedOn): Message | undefined {
  const rule = poolCan[verb]
  if (!rule.states.some((state) => state === pool.state))
    return { key: pool.state === 'suspended' ? 'pool.whyNot.suspended' : 'pool.whyNot.state' }
  if (rule.writes && pool.readOnly) return { key: 'pool.whyNot.readOnly' }
  const inTheWay = worksIn(pool).find((work) => rule.not.some((one) => one === work))
  return inTheWay && { key: works[inTheWay] }
}

/** Why something cannot be done to a pool now. */
export function whyNotAction(action: PoolAction, pool: ActedOn): Message | undefined {
  return senseless[action]?.(pool) ?? whyNotVerb(poolActionRules[action].verb, pool)
}

/** What has nothing to do: there is no scrub to stop, and no key to load. */
const senseless: Readonly<Partial<Record<PoolAction, (pool: ActedOn) => Message | undefined>>> = {
  scrub: (pool) => when(scrubState(pool) === 'running', 'pool.whyNot.scrub'),
  pauseScrub: (pool) => when(scrubState(pool) !== 'running', 'pool.whyNot.noScrub'),
  stopScrub: (pool) => when(scrubState(pool) === undefined, 'pool.whyNot.noScrub'),
  trim: (pool) =>
    when(trimOf(pool).state === 'unsupported', 'pool.whyNot.noSsds') ??
    when(trimOf(pool).state === 'running', 'pool.whyNot.trim'),
  pauseTrim: (pool) => when(trimOf(pool).state !== 'running', 'pool.whyNot.noTrim'),
  stopTrim: (pool) => when(!isUnderWay(trimOf(pool)), 'pool.whyNot.noTrim'),
  stopRemoval: ({ removal }) => when(removal.state !== 'running', 'pool.whyNot.noRemoval'),
  checkpoint: ({ checkpoint }) => when(checkpoint.state !== 'none', 'pool.whyNot.checkpoint'),
  discardCheckpoint: ({ checkpoint }) => when(checkpoint.state === 'none', 'pool.whyNot.noCheckpoint'),
  rewind: ({ checkpoint }) => when(checkpoint.state !== 'exists', 'pool.whyNot.noCheckpoint'),
  loadKey: (pool) =>
    when(!isEncrypted(pool), 'pool.whyNot.notEncrypted') ?? when(!isLocked(pool), 'pool.whyNot.keyLoaded'),
  unloadKey: (pool) =>
    when(!isEncrypted(pool), 'pool.whyNot.notEncrypted') ?? when(isLocked(pool), 'pool.whyNot.locked'),
  changeKey: (pool) =>
    when(!isEncrypted(pool), 'pool.whyNot.notEncrypted') ?? when(isLocked(pool), 'pool.whyNot.locked'),
  split: ({ vdevs }) =>
    when(
      vdevs.some((vdev) => vdev.in === undefined && vdev.class === 'normal' && vdev.kind !== 'mirror'),
      'pool.whyNot.noMirrors',
    ),
}

function when(isSo: boolean, key: MessageKey): Message | undefined {
  return isSo ? { key } : undefined
}

function scrubState({ scan }: ActedOn): 'running' | 'paused' | undefined {
  if (scan.state !== 'running' || scan.what !== 'scrub') return undefined
  return scan.paused ? 'paused' : 'running'
}

/** What an action is called now: what is paused is gone on with. */
export function namesOfAction(
  action: PoolAction,
  pool: ActedOn,
): Pick<PoolActionRule, 'label' | 'question' | 'means'> {
  const rule: PoolActionRule = poolActionRules[action]
  return isPaused(action, pool) && rule.whilePaused ? rule.whilePaused : rule
}

/** Whether this would go on with what is paused. */
export function isPaused(action: PoolAction, pool: ActedOn): boolean {
  if (action === 'scrub') return scrubState(pool) === 'paused'
  return action === 'trim' && trimOf(pool).state === 'paused'
}

/**
 * What a person most likely wants next: a locked pool is opened, a scrub that runs is paused, and else one is begun. Where a drive has
 * failed that is the doctor's to say: reading everything is the last thing that those need that are left.
 */
export function nextPoolAction(pool: ActedOn): PoolAction | undefined {
  const needsKey = isLocked(pool) && keyIsTyped(pool)
  const wanted: readonly PoolAction[] = needsKey ? ['loadKey'] : ['pauseScrub', 'scrub']
  const isWhole = pool.state === 'online'
  return wanted.find((action) => (action !== 'scrub' || isWhole) && whyNotAction(action, pool) === undefined)
}
