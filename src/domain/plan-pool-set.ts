import type { PoolFacts } from './pool-facts.ts'
import type { PoolCommand, PoolPlan } from './pool-plan.ts'
import { isKnownTo, poolProperties, type PoolProperty } from './pool-properties.ts'
import type { SettingsByName } from './pool-settings.ts'
import { whyNotPool } from './pool-rules.ts'
import { poolRef } from './pool.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { firstWith } from './zfs-version.ts'

/** Values by property, as people write them. */
export type SetPoolWish = Readonly<Record<string, string>>

/** A dataset in the pool, in the place of its root, and how it is set. */
export interface OneDataset {
  readonly name: string
  readonly settings: SettingsByName
}

/** Decides how properties of a pool and its root dataset are set, or of one dataset in it; only those in the table can be. */
export function planSetPool(wish: SetPoolWish, facts: PoolFacts, one?: OneDataset): Checked<PoolPlan> {
  const { pool } = facts
  const target = one?.name ?? pool.name
  const problems: Problem[] = whyNotPool('set', pool)
  const object = poolRef(pool.name)
  if (Object.keys(wish).length === 0)
    problems.push({
      code: 'invalid_input',
      object,
      message: `Nothing to set on ${pool.name} was named.`,
      hint: `There are: ${names()}.`,
    })
  const settings = Object.entries(wish).flatMap(([name, given]): Setting[] => {
    const property = poolProperties.find((one) => one.name === name)
    const read = property?.read(given)
    if (property === undefined || read === undefined) {
      problems.push({
        code: 'invalid_input',
        field: name,
        object,
        message: `${JSON.stringify(name)} cannot be set with Kiste.`,
        hint: `There are: ${names()}.`,
      })
      return []
    }
    if (one !== undefined && property.ofOne !== true) {
      problems.push({
        code: 'invalid_input',
        field: name,
        object,
        message: `${name} is set on the whole of ${pool.name}, and not on ${one.name} alone.`,
        hint: `Of one dataset there are: ${names(({ ofOne }) => ofOne === true)}.`,
      })
      return []
    }
    if (!isKnownTo(property, facts.zfs)) {
      problems.push({
        code: 'not_supported',
        field: name,
        object,
        message: `${name} needs ZFS ${property.since === undefined ? '' : firstWith(property.since)}, and this host has ${facts.zfs.module.text}.`,
      })
      return []
    }
    if ('because' in read) {
      problems.push({
        code: 'invalid_input',
        field: name,
        object,
        message: `${JSON.stringify(given)} cannot be the ${name} of ${target}: ${read.because}.`,
      })
      return []
    }
    return [{ property, value: read.value }]
  })
  if (
    settings.some(({ property }) => property.name === 'special_small_blocks') &&
    !pool.vdevs.some((vdev) => vdev.class === 'special')
  )
    problems.push({
      code: 'wrong_state',
      field: 'special_small_blocks',
      object,
      message: `${pool.name} has no special vdev.`,
      hint: `Add one: kiste pool add ${pool.name}`,
    })
  if (problems.length > 0) return refused(...problems)
  return valid({
    verb: 'set',
    pool: pool.name,
    guid: pool.guid,
    title: `Set ${settings.map(({ property, value }) => `${property.name}=${value}`).join(', ')} on ${target}`,
    commands: settings.map((setting) => commandFor(setting, facts, one)),
    losses: [],
    notes: settings.flatMap(({ property, value }) => property.note?.(value) ?? []),
    wayBack:
      'Set what was there before; a property that was never set is inherited again with `zfs inherit`.',
  })
}

interface Setting {
  readonly property: PoolProperty
  readonly value: string
}

function commandFor(
  { property, value }: Setting,
  facts: PoolFacts,
  one: OneDataset | undefined,
): PoolCommand {
  const { name, of } = property
  const target = one?.name ?? facts.pool.name
  const was = one === undefined ? facts.settings?.[of][name] : one.settings[name]
  const isSet = {
    is: 'set',
    of,
    property: name,
    value,
    ...(one === undefined ? {} : { dataset: one.name }),
  } as const
  return {
    title: `Set ${name}=${value}`,
    argv: setArgv(property, value, target),
    until: isSet,
    ...(was === undefined
      ? {}
      : {
          undo: [
            {
              when: isSet,
              argv:
                was.local || of === 'pool'
                  ? setArgv(property, was.value === '-' ? '' : was.value, target)
                  : ['zfs', 'inherit', name, target],
            },
          ],
        }),
  }
}

/** Neither `set` knows `--`; what comes first is a name of the table, so it is never read as an option. */
function setArgv({ name, of }: PoolProperty, value: string, target: string): PoolCommand['argv'] {
  return [of === 'pool' ? 'zpool' : 'zfs', 'set', `${name}=${value}`, target]
}

function names(among: (property: PoolProperty) => boolean = () => true): string {
  return poolProperties
    .filter(among)
    .map((property) => property.name)
    .join(', ')
}
