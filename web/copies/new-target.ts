import type { Answer, PoolGlance } from '../api/answers.ts'
import { wishFor, type Wish } from '../api/wish.ts'
import { commandOf } from '../forms/command-of.ts'

export interface NewTarget {
  readonly name: string
  readonly pool: string
}

/** Pools that can become targets: those that answer and are none yet; first those that hold no VMs, as copies are to be on other disks. */
export function poolsForTargets(
  pools: readonly PoolGlance[],
  targets: Answer<'listTargets'>,
  stores: readonly string[],
): readonly string[] {
  const free = pools.flatMap(({ name, answers }) =>
    answers && !targets.some(({ pool }) => pool === name) ? [name] : [],
  )
  const isStore = (name: string) => stores.includes(name)
  return [...free.filter((name) => !isStore(name)), ...free.filter(isStore)]
}

/** Undefined while it has no name or no pool. */
export function newTargetWish({ name, pool }: NewTarget): Wish | undefined {
  return name === '' || pool === '' ? undefined : wishFor('createTarget', { body: { name, pool } })
}

/** What one would type. */
export function newTargetCommand({ name, pool }: NewTarget): string {
  return commandOf('kiste target create', name || 'NAME', ['--pool', pool || 'POOL'])
}
