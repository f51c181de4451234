import {
  checkDatasetName,
  checkPoolName,
  poolOf,
  type DatasetName,
  type PoolName,
} from '../../domain/dataset-name.ts'
import type { Properties } from '../../domain/dataset.ts'
import { markProperty } from '../../domain/pool-create-argv.ts'
import { poolProperties } from '../../domain/pool-properties.ts'
import { progressOf } from '../../domain/pool-progress.ts'
import type { SettingsByName } from '../../domain/pool-settings.ts'
import { poolRef } from '../../domain/pool.ts'
import { ProblemError, problemError, throwIfProblems } from '../../domain/problem.ts'
import type { Runner } from '../exec.ts'
import type { PoolHost } from '../pool-host.ts'
import { readArc, writeArcMax } from './arc.ts'
import { findHolders } from './holders.ts'
import { listBenches, makeBench, removeBench, runBench } from './bench/zfs-bench.ts'
import { listImportable } from './import-pool.ts'
import { readKeyFile } from './key-file.ts'
import { getDataset } from './list-datasets.ts'
import { listPoolDatasets, mountAll, unmountAll } from './pool-mounts.ts'
import { readMemoryEcc, readOccupied, readTroubles } from './pool-surroundings.ts'
import { getPoolProperties } from './pool-properties.ts'
import { listPools, readPool } from './read-pool.ts'
import { runPlanned } from './run-planned.ts'
import { findMissingTools } from './sample/find-missing-tools.ts'
import { listSampled } from './sample/list-sampled.ts'
import { sampleCompression } from './sample/sample-compression.ts'
import { sampleDedup } from './sample/sample-dedup.ts'
import { watchPool } from './watch-pool.ts'
import { zfsErrorKind } from './zfs-error.ts'
import type { ZfsAttempt } from './zfs-problems.ts'
import { explained, type Zfs } from './zfs.ts'

export interface PoolHostOptions {
  readonly runner: Runner
  /** OpenZFS of that machine, opened when it is first needed: one for all that use it, as it lets only so many commands on a pool at once. */
  readonly zfs: () => Promise<Zfs>
  /** Reads the drives of that machine. */
  readonly readDrives: PoolHost['drives']
  /** How often work that goes on is looked at. */
  readonly lookEveryMs?: number | undefined
}

/** Properties of the root dataset that people look at, besides those that can be set. */
const shownOfDataset = ['encryption', 'keyformat', 'keylocation', 'keystatus', 'mountpoint', 'compressratio']

/** The pools of the machine a runner stands for. */
export function zfsPoolHost({ runner, zfs, readDrives, lookEveryMs = 2_000 }: PoolHostOptions): PoolHost {
  return {
    version: async () => (await zfs()).version,
    list: async () => listPools(await zfs()),
    get: async (name) => orNone(async () => readPool(await zfs(), named(name))),
    async settings(name, inPlaceOfRoot = name) {
      const pool = named(name)
      const dataset = datasetIn(pool, inPlaceOfRoot)
      const columns = poolProperties.flatMap((one) => (one.of === 'dataset' ? [one.name] : []))
      const [ofPool, found] = await Promise.all([
        getPoolProperties(await zfs(), pool),
        getDataset(await zfs(), dataset, [...columns, ...shownOfDataset]),
      ])
      if (found === undefined && dataset !== pool) throw noDataset(dataset)
      return { pool: plain(ofPool), dataset: plain(found?.properties ?? new Map()) }
    },
    async mark(name) {
      const root = await orNone(async () => getDataset(await zfs(), named(name), [markProperty]))
      const mark = root?.properties.get(markProperty)
      return mark?.source.from === 'local' ? mark.value : undefined
    },
    importable: async ({ destroyed = false } = {}) => listImportable(await zfs(), { destroyed }),
    drives: readDrives,
    occupied: (folders) => readOccupied(runner, folders),
    datasets: async (name) => listPoolDatasets(await zfs(), named(name)),
    mount: async (filesystems, { pool, signal }) => mountAll(await zfs(), named(pool), filesystems, signal),
    unmount: async (filesystems, { signal }) => unmountAll(await zfs(), filesystems, signal),
    holders: (name, filesystems) => findHolders(runner, named(name), filesystems),
    keyFile: (path) => readKeyFile(runner, path),
    run: async (argv, how) => runPlanned(await zfs(), argv, { ...how, pool: named(how.pool) }),
    async wait(name, activity, { signal, onProgress }) {
      await watchPool(await zfs(), named(name), {
        activities: [activity],
        intervalMs: lookEveryMs,
        signal,
        onStatus: (status) => {
          const progress = progressOf(activity, status)
          if (progress !== undefined) onProgress(progress)
        },
      })
    },
    arc: async () => readArc(await zfs()),
    setArcMax: async (maxBytes) => writeArcMax(await zfs(), maxBytes),
    troubles: async (name) => readTroubles(await zfs(), named(name)),
    memoryEcc: () => readMemoryEcc(runner),
    missingTools: (tools) => findMissingTools(runner, tools),
    sampledDatasets: async (name) => listSampled(await zfs(), named(name)),
    sampleDedup: (name, wish, how) => explained(looking(name), () => sampleDedup(runner, wish, how)),
    sampleCompression: (name, wish, how) =>
      explained(looking(name), () => sampleCompression(runner, wish, how)),
    benches: async (name) => listBenches(await zfs(), named(name)),
    makeBench: async (place) => makeBench(await zfs(), { ...place, pool: named(place.pool) }),
    runBench: async (place, run, signal) =>
      runBench(await zfs(), { ...place, pool: named(place.pool) }, run, signal),
    removeBench: async (place) => removeBench(await zfs(), { ...place, pool: named(place.pool) }),
  }
}

function looking(name: string): ZfsAttempt {
  return { object: poolRef(named(name)), done: 'looked into', readOnly: true }
}

function named(name: string): PoolName {
  const checked = checkPoolName(name)
  if (checked.ok) return checked.value
  const [first, ...others] = checked.problems
  throw new ProblemError([
    first ?? { code: 'invalid_input', message: `${name} is no name of a pool.` },
    ...others,
  ])
}

/** A checked name of a dataset in this pool, or of its root. */
function datasetIn(pool: PoolName, name: string): DatasetName {
  const checked = checkDatasetName(name)
  throwIfProblems(checked.ok ? [] : checked.problems)
  if (!checked.ok || poolOf(checked.value) !== pool) throw noDataset(name, pool)
  return checked.value
}

function noDataset(name: string, pool = name.split('/')[0] ?? name): ProblemError {
  return problemError({
    code: 'not_found',
    field: 'dataset',
    object: { type: 'dataset', name },
    message: `There is no dataset ${name} in ${pool}.`,
    hint: `See which there are: zfs list -r ${pool}`,
  })
}

async function orNone<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look()
  } catch (error) {
    if (zfsErrorKind(error) === 'not-found') return undefined
    throw error
  }
}

function plain(properties: Properties): SettingsByName {
  return Object.fromEntries(
    [...properties].map(([name, { value, source }]) => [name, { value, local: source.from === 'local' }]),
  )
}
