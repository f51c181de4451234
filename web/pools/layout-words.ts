import type { MessageKey } from '../messages/message.ts'
import type { GroupWish } from './pool-change.ts'

type Kind = GroupWish['kind']

/** How drives can share data, as people are asked. */
export const kindNames: Readonly<Record<Kind, MessageKey>> = {
  mirror: 'pool.kind.mirror',
  raidz1: 'pool.kind.raidz1',
  raidz2: 'pool.kind.raidz2',
  raidz3: 'pool.kind.raidz3',
  draid1: 'pool.kind.draid1',
  draid2: 'pool.kind.draid2',
  draid3: 'pool.kind.draid3',
  single: 'pool.kind.single',
  stripe: 'pool.kind.stripe',
}

const every = Object.keys(kindNames) as Kind[]
const redundant = every.filter((kind) => kind !== 'stripe' && kind !== 'single')

/** Logs know no raidz, and caches and spares no groups at all; a single drive for data comes last. */
export function kindsOf(use: NonNullable<GroupWish['class']>): readonly (readonly [Kind, MessageKey])[] {
  const kinds: Readonly<Record<typeof use, readonly Kind[]>> = {
    normal: [...redundant, 'single'],
    special: ['mirror', 'single'],
    dedup: ['mirror', 'single'],
    log: ['mirror', 'single'],
    l2cache: ['single'],
    spare: ['single'],
  }
  return kinds[use].map((kind) => [kind, kindNames[kind]] as const)
}
