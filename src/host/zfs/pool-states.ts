import type { PoolName } from '../../domain/dataset-name.ts'
import { checkPoolName } from '../../domain/dataset-name.ts'
import type { PoolState } from '../../domain/pool.ts'
import { CommandError, type Runner } from '../exec.ts'
import { poolStateOfWord } from './vdev-words.ts'

/**
 * Where the module says how each pool is, without taking a lock (spa_stats.c): these files answer even while every command on
 * the pool hangs.
 */
const kstats = '/proc/spl/kstat/zfs'

const limit = { timeoutMs: 10_000 }

/** How a pool is; undefined when it is not imported, or the module is not loaded. */
export async function poolState(runner: Runner, pool: PoolName): Promise<PoolState | undefined> {
  try {
    const { stdout } = await runner.run(['cat', `${kstats}/${pool}/state`], limit)
    return poolStateOfWord(stdout.trim())
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

/** The pools that are imported and how they are. */
export async function poolStates(runner: Runner): Promise<ReadonlyMap<PoolName, PoolState>> {
  const names = await importedPools(runner)
  if (names.length === 0) return new Map()
  // grep names the file before each line, so that a pool that goes away meanwhile moves no other one's state.
  const { stdout } = await runner.run(['grep', '-H', '', ...names.map((name) => `${kstats}/${name}/state`)], {
    ...limit,
    okCodes: [0, 1, 2],
  })
  const states = new Map<PoolName, PoolState>()
  for (const line of stdout.split('\n')) {
    const end = line.lastIndexOf(':')
    const name = names.find((name) => line.slice(0, end) === `${kstats}/${name}/state`)
    if (name !== undefined) states.set(name, poolStateOfWord(line.slice(end + 1).trim()))
  }
  return states
}

async function importedPools(runner: Runner): Promise<readonly PoolName[]> {
  try {
    const { stdout } = await runner.run(
      ['find', kstats, '-mindepth', '1', '-maxdepth', '1', '-type', 'd', '-printf', String.raw`%f\n`],
      limit,
    )
    return stdout.split('\n').flatMap((name) => {
      const checked = checkPoolName(name)
      return checked.ok ? [checked.value] : []
    })
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof CommandError && error.end.why === 'exit' && /No such file/.test(error.stderr)
}
