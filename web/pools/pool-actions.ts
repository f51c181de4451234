import { poolCan, worksIn, type PoolVerb, type PoolWork } from '../../src/domain/pool-rules.ts'
import type { Level } from '../../src/domain/rights.ts'
import type { Message, MessageKey } from '../messages/message.ts'
import { isEncrypted, isLocked, keyIsTyped } from './pool-key.ts'
import type { Pool } from '../api/answers.ts'

/** What can be done to a pool as a whole, in the order of the menu. */
export const poolActions = [
  'scrub',
  'pauseScrub',
  'stopScrub',
  'trim',
  'clear',
  'add',
  'attach',
  'expand',
  'stopRemoval',
  'set',
  'checkpoint',
  'discardCheckpoint',
  'upgrade',
  'loadKey',
  'unloadKey',
  'changeKey',
  'split',
  'export',
  'destroy',
] as const
export type PoolAction = (typeof poolActions)[number]

export interface PoolActionRule {
  /** The domain's rule that says when it is possible. */
  readonly verb: PoolVerb
  readonly level: Level
  readonly label: MessageKey
  /** What is asked before it is done. */
  readonly question: MessageKey
  /** What it means, where its name does not tell. */
  readonly means?: MessageKey
  readonly isDanger?: true
}

export const poolActionRules: Readonly<Record<PoolAction, PoolActionRule>> = {
  scrub: {
    verb: 'scrub',
    level: 'operate',
    label: 'pool.do.scrub',
    question: 'pool.do.scrub.question',
    means: 'pool.do.scrub.means',
  },
  pauseScrub: {
    verb: 'scrub',
    level: 'operate',
    label: 'pool.do.pauseScrub',
    question: 'pool.do.pauseScrub.question',
  },
  stopScrub: {
    verb: 'scrub',
    level: 'operate',
    label: 'pool.do.stopScrub',
    question: 'pool.do.stopScrub.question',
  },
  trim: {
    verb: 'trim',
    level: 'operate',
    label: 'pool.do.trim',
    question: 'pool.do.trim.question',
    means: 'pool.do.trim.means',
  },
  clear: {
    verb: 'clear',
    level: 'admin',
    label: 'pool.do.clear',
    question: 'pool.do.clear.question',
    means: 'pool.do.clear.means',
  },
  add: {
    verb: 'add',
    level: 'admin',
    label: 'pool.do.add',
    question: 'pool.do.add.question',
    means: 'pool.do.add.means',
  },
  attach: {
    verb: 'attach',
    level: 'admin',
    label: 'pool.do.attach',
    question: 'pool.do.attach.question',
    means: 'pool.do.attach.means',
  },
  expand: {
    verb: 'expand',
    level: 'admin',
    label: 'pool.do.expand',
    question: 'pool.do.expand.question',
    means: 'pool.do.expand.means',
  },
  stopRemoval: {
    verb: 'cancel-remove',
    level: 'admin',
    label: 'pool.do.stopRemoval',
    question: 'pool.do.stopRemoval.question',
  },
  set: { verb: 'set', level: 'admin', label: 'pool.do.set', question: 'pool.do.set.question' },
  checkpoint: {
    verb: 'checkpoint',
    level: 'admin',
    label: 'pool.do.checkpoint',
    question: 'pool.do.checkpoint.question',
    means: 'pool.do.checkpoint.means',
  },
  discardCheckpoint: {
    verb: 'discard-checkpoint',
    level: 'admin',
    label: 'pool.do.discardCheckpoint',
    question: 'pool.do.discardCheckpoint.question',
  },
  upgrade: {
    verb: 'upgrade',
    level: 'admin',
    label: 'pool.do.upgrade',
    question: 'pool.do.upgrade.question',
    means: 'pool.do.upgrade.means',
  },
  loadKey: {
    verb: 'load-key',
    level: 'operate',
    label: 'pool.do.loadKey',
    question: 'pool.do.loadKey.question',
  },
  unloadKey: {
    verb: 'unload-key',
    level: 'admin',
    label: 'pool.do.unloadKey',
    question: 'pool.do.unloadKey.question',
    means: 'pool.do.unloadKey.means',
  },
  changeKey: {
    verb: 'change-key',
    level: 'admin',
    label: 'pool.do.changeKey',
    question: 'pool.do.changeKey.question',
  },
  split: {
    verb: 'split',
    level: 'admin',
    label: 'pool.do.split',
    question: 'pool.do.split.question',
    means: 'pool.do.split.means',
  },
  export: {
    verb: 'export',
    level: 'admin',
    label: 'pool.do.export',
    question: 'pool.do.export.question',
    means: 'pool.do.export.means',
  },
  destroy: {
    verb: 'destroy',
    level: 'admin',
    label: 'pool.do.destroy',
    question: 'pool.do.destroy.question',
    means: 'pool.do.destroy.means',
    isDanger: true,
  },
}

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
  stopRemoval: ({ removal }) => when(removal.state !== 'running', 'pool.whyNot.noRemoval'),
  checkpoint: ({ checkpoint }) => when(checkpoint.state !== 'none', 'pool.whyNot.checkpoint'),
  discardCheckpoint: ({ checkpoint }) => when(checkpoint.state === 'none', 'pool.whyNot.noCheckpoint'),
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
