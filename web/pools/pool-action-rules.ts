import type { PoolVerb } from '../../src/domain/pool-rules.ts'
import type { Level } from '../../src/domain/rights.ts'
import type { MessageKey } from '../messages/message.ts'

/** What can be done to a pool as a whole, in the order of the menu. */
export const poolActions = [
  'scrub',
  'pauseScrub',
  'stopScrub',
  'trim',
  'pauseTrim',
  'stopTrim',
  'clear',
  'add',
  'attach',
  'expand',
  'stopRemoval',
  'set',
  'checkpoint',
  'discardCheckpoint',
  'rewind',
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
  /** What it is called where it was begun before, and is paused. */
  readonly whilePaused?: Pick<PoolActionRule, 'label' | 'question'>
}

export const poolActionRules: Readonly<Record<PoolAction, PoolActionRule>> = {
  scrub: {
    verb: 'scrub',
    level: 'operate',
    label: 'pool.do.scrub',
    question: 'pool.do.scrub.question',
    means: 'pool.do.scrub.means',
    whilePaused: { label: 'pool.do.resumeScrub', question: 'pool.do.resumeScrub.question' },
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
    whilePaused: { label: 'pool.do.resumeTrim', question: 'pool.do.resumeTrim.question' },
  },
  pauseTrim: {
    verb: 'trim',
    level: 'operate',
    label: 'pool.do.pauseTrim',
    question: 'pool.do.pauseTrim.question',
  },
  stopTrim: {
    verb: 'trim',
    level: 'operate',
    label: 'pool.do.stopTrim',
    question: 'pool.do.stopTrim.question',
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
  rewind: {
    verb: 'export',
    level: 'admin',
    label: 'pool.do.rewind',
    question: 'pool.do.rewind.question',
    means: 'pool.do.rewind.means',
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
