import { isLocked } from './pool-key.ts'
import { failuresLeft } from './vdev-groups.ts'
import type { Message } from '../messages/message.ts'
import type { Verdict } from '../components/verdict.ts'
import type { Pool, PoolGlance, PoolHealth } from '../api/answers.ts'

type Known = Pick<Pool, 'name' | 'state' | 'scan' | 'vdevs' | 'settings'>

/** How one pool is, in a sentence or two: what broke, and at once what is not lost. */
export function poolVerdict(pool: Known, health: PoolHealth | undefined): Verdict {
  const { name } = pool
  const values = { name }
  if (pool.state === 'suspended')
    return {
      tone: 'broken',
      lead: { key: 'pool.verdict.suspended', values },
      rest: [{ key: 'pool.verdict.suspendedMeans' }],
    }
  if (health === undefined) return ofState(pool)
  const { losses } = health
  if (losses.state === 'some')
    return {
      tone: 'broken',
      lead: { key: 'pool.verdict.lost', values },
      rest: [{ key: 'pool.verdict.lostWhat', values: { count: losses.objects.length + losses.more } }],
    }
  const lost: Message = {
    key: losses.state === 'none' ? 'pool.verdict.nothingLost' : 'pool.verdict.lossUnknown',
  }
  const down = new Set(
    health.findings
      .filter(({ rule, severity }) => rule === 'device-down' && severity === 'fail')
      .flatMap(({ devices }) => devices.map(({ guid }) => guid)),
  )
  const rebuilds = pool.scan.state === 'running' && pool.scan.what === 'resilver'
  if (rebuilds)
    return { tone: 'busy', lead: { key: 'pool.verdict.rebuilds', values }, rest: [lost, mayFail(pool)] }
  if (down.size > 0)
    return {
      tone: 'broken',
      lead: { key: 'pool.verdict.down', values: { count: down.size } },
      rest: [lost, mayFail(pool)],
    }
  const count = health.findings.filter(({ severity }) => severity !== 'info').length
  if (health.verdict === 'fail')
    return { tone: 'broken', lead: { key: 'pool.verdict.fail', values: { name, count } }, rest: [lost] }
  if (health.verdict === 'warn')
    return { tone: 'look', lead: { key: 'pool.verdict.warn', values: { name, count } }, rest: [lost] }
  if (isLocked(pool))
    return {
      tone: 'off',
      lead: { key: 'pool.verdict.locked', values },
      rest: [{ key: 'pool.verdict.lockedMeans' }],
    }
  return { tone: 'ok', lead: { key: 'pool.verdict.ok', values }, rest: [lost] }
}

/** Of a pool that is known by its glance only. */
export function glanceVerdict({ name, state }: PoolGlance): Verdict {
  return poolVerdict({ name, state, scan: { state: 'none' }, vdevs: [], settings: undefined }, undefined)
}

/** Before the doctor has answered. */
function ofState({ name, state }: Known): Verdict {
  return state === 'online'
    ? { tone: 'ok', lead: { key: 'pool.verdict.online', values: { name } }, rest: [] }
    : { tone: 'broken', lead: { key: 'pool.verdict.notWhole', values: { name } }, rest: [] }
}

function mayFail({ vdevs }: Known): Message {
  const count = failuresLeft(vdevs)
  return count === 0
    ? { key: 'pool.verdict.noneMayFail' }
    : { key: 'pool.verdict.mayFail', values: { count } }
}

/** How the pools are together. */
export function poolsVerdict(
  pools: readonly PoolGlance[],
  health: readonly (PoolHealth | undefined)[],
): Verdict {
  if (pools.length === 0)
    return { tone: 'off', lead: { key: 'pools.verdict.none' }, rest: [{ key: 'pools.verdict.noneNext' }] }
  const sick = pools.filter(({ state }, index) => state !== 'online' || health[index]?.verdict === 'fail')
  const [first] = sick
  if (first !== undefined)
    return {
      tone: 'broken',
      lead: { key: 'pools.verdict.sick', values: { name: first.name, count: sick.length } },
      rest: health.some((one) => one !== undefined && one.losses.state !== 'none')
        ? []
        : health.every((one) => one !== undefined)
          ? [{ key: 'pool.verdict.nothingLost' }]
          : [],
    }
  const warned = pools.filter((_, index) => health[index]?.verdict === 'warn')
  const [look] = warned
  if (look !== undefined)
    return {
      tone: 'look',
      lead: { key: 'pools.verdict.warn', values: { name: look.name, count: warned.length } },
      rest: [],
    }
  const values = { count: pools.length }
  // That they are well says the doctor alone.
  return pools.every((_, index) => health[index] !== undefined)
    ? { tone: 'ok', lead: { key: 'pools.verdict.ok', values }, rest: [] }
    : { tone: 'off', lead: { key: 'pools.verdict.online', values }, rest: [] }
}
