import { checkNewPoolName } from './dataset-name.ts'
import { checkName } from './name.ts'
import { poolRef, type Pool } from './pool.ts'
import type { Problem } from './problem.ts'

/** The pools whose names are taken. */
export interface PoolNamesTaken {
  readonly pools: readonly Pick<Pool, 'name'>[]
  /** Names of pools that could be imported. */
  readonly importableNames: readonly string[]
}

/**
 * Everything against a name for a new pool: the house's rule for names, ZFS's own, or that another pool has it. Pools that are there
 * may be called what ZFS allows, spaces and all (`checkPoolName`); new ones also become folders.
 */
export function whyNotNewPool(name: string, taken: PoolNamesTaken, field = 'name'): Problem[] {
  for (const checked of [checkName(name, 'a pool', field), checkNewPoolName(name, field)])
    if (!checked.ok) return [...checked.problems]
  const object = poolRef(name)
  if (taken.pools.some((pool) => pool.name === name))
    return [
      {
        code: 'already_exists',
        field,
        object,
        message: `There is already a pool named ${name}.`,
        hint: `Choose another name, or look at it with \`kiste pool show ${name}\`.`,
      },
    ]
  if (taken.importableNames.includes(name))
    return [
      {
        code: 'already_exists',
        field,
        object,
        message: `A pool named ${name} is on drives of this host and not imported; two of one name cannot both be.`,
        hint: `Choose another name, or import that one: kiste pool import ${name}`,
      },
    ]
  return []
}
