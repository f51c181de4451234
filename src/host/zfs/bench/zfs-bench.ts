import { childOf, poolOf, type DatasetName, type PoolName } from '../../../domain/dataset-name.ts'
import { datasetRef } from '../../../domain/dataset.ts'
import {
  benchDataset,
  benchMark,
  type BenchFigures,
  type BenchPlace,
  type BenchRun,
} from '../../../domain/pool-bench.ts'
import { poolRef } from '../../../domain/pool.ts'
import { problemError } from '../../../domain/problem.ts'
import { zfsHas } from '../../../domain/zfs-version.ts'
import { createFilesystem, createVolume } from '../create-dataset.ts'
import { destroyDataset } from '../destroy-dataset.ts'
import { getDataset, listDatasets } from '../list-datasets.ts'
import { mountFilesystem } from '../mounts.ts'
import { explained, type Zfs } from '../zfs.ts'
import { activateZvol } from '../zvol-device.ts'
import { fioArgv } from './fio-argv.ts'
import { readFio } from './fio-report.ts'

/** A whole pass over a large volume on slow drives. */
const runLimitMs = 4 * 3_600_000
const smallLimit = { timeoutMs: 60_000 }

/** Ids of what was made to measure a pool, as far as it carries its mark itself and is called after it. */
export async function listBenches(zfs: Zfs, pool: PoolName): Promise<readonly string[]> {
  const below = await listDatasets(zfs, {
    root: pool,
    depth: 1,
    kinds: ['filesystem'],
    properties: [benchMark],
  })
  return below.flatMap(({ name, properties }) => {
    const mark = properties.get(benchMark)
    return mark?.source.from === 'local' &&
      isId(mark.value) &&
      name === benchDataset({ pool, id: mark.value })
      ? [mark.value]
      : []
  })
}

/** Makes the file system, its mark with it in one command, and in it the volume and the file; or what is missing of them. */
export async function makeBench(zfs: Zfs, place: BenchPlace): Promise<void> {
  const { root, volume } = namesOf(place)
  const { id, sizeBytes, blockBytes } = place
  if (!(await isOurs(zfs, root, id)))
    await createFilesystem(zfs, {
      name: root,
      unmounted: true,
      properties: {
        [benchMark]: id,
        mountpoint: `/run/kiste-bench-${id}`,
        canmount: 'on',
        // As a volume of that block size, so that both do the same work.
        recordsize: String(blockBytes),
        // What is read shall come from the drives.
        primarycache: 'metadata',
        secondarycache: 'none',
        atime: 'off',
        // What the pool's root shares with the network is none of this.
        sharenfs: 'off',
        sharesmb: 'off',
        // As in stores: see store/make-store.ts.
        ...(zfsHas(zfs.version, 'directIo') ? { direct: 'disabled' } : {}),
        'com.sun:auto-snapshot': 'false',
      },
    })
  await mountFilesystem(zfs, root)
  if (!(await isOurs(zfs, volume, id)))
    await createVolume(zfs, {
      name: volume,
      sizeBytes,
      blockBytes,
      sparse: true,
      properties: { [benchMark]: id, volmode: 'dev' },
    })
  await explained(attemptOf(place.pool, 'prepared'), async () =>
    zfs.runner.run(['truncate', `--size=${sizeBytes}`, '--', await filePath(zfs, root)], smallLimit),
  )
}

/** Measures once. The device is verified, and the file system mounted, each time: fio writes as root. */
export async function runBench(
  zfs: Zfs,
  place: BenchPlace,
  { pattern, target, seconds }: BenchRun & { readonly seconds: number },
  signal: AbortSignal,
): Promise<BenchFigures> {
  const { root, volume } = namesOf(place)
  const path = target === 'volume' ? await activateZvol(zfs, volume, { signal }) : await filePath(zfs, root)
  return explained(attemptOf(place.pool, 'measured'), async () => {
    const fio = fioArgv({ pattern, path, sizeBytes: place.sizeBytes, seconds })
    // Should the daemon be killed, the kernel ends fio with it: nothing holds what the next start removes.
    const argv = ['setpriv', '--pdeathsig', 'KILL', '--', ...fio]
    const { stdout } = await zfs.runner.run(argv, { signal, timeoutMs: runLimitMs })
    return readFio(stdout, pattern)
  })
}

/** Removes what was made, one thing after the other, and only what carries the mark. Gone already is success. */
export async function removeBench(zfs: Zfs, { pool, id }: Pick<BenchPlace, 'pool' | 'id'>): Promise<void> {
  const { root, volume } = namesOf({ pool, id })
  for (const name of [volume, root]) {
    const there = await getDataset(zfs, name, [benchMark])
    if (there === undefined) continue
    if (!isMarked(there.properties.get(benchMark), id)) throw notOurs(name)
    await destroyDataset(zfs, { name, guid: there.guid })
  }
  // ZFS takes the folder along when it was mounted; where not, it is empty.
  await explained(attemptOf(pool, 'cleaned up'), () =>
    zfs.runner.run(
      ['find', '/run', '-maxdepth', '1', '-type', 'd', '-name', `kiste-bench-${id}`, '-empty', '-delete'],
      smallLimit,
    ),
  )
}

/** Where the raw file is. Without its mount it would be one of the host's own file system. */
async function filePath(zfs: Zfs, root: DatasetName): Promise<string> {
  const there = await getDataset(zfs, root, ['mounted', 'mountpoint'])
  const mountpoint = there?.properties.get('mountpoint')?.value ?? ''
  if (there?.properties.get('mounted')?.value === 'yes' && mountpoint.startsWith('/'))
    return `${mountpoint}/raw`
  throw problemError({
    code: 'host_failed',
    object: datasetRef(root),
    message: `The file system ${root} is not mounted, so nothing can be measured in it.`,
    hint: `See why: zfs mount '${root}'`,
  })
}

/** Whether it is there and was made for this; another of its name is refused. */
async function isOurs(zfs: Zfs, name: DatasetName, id: string): Promise<boolean> {
  const there = await getDataset(zfs, name, [benchMark])
  if (there === undefined) return false
  if (!isMarked(there.properties.get(benchMark), id)) throw notOurs(name)
  return true
}

function isMarked(
  mark: { readonly value: string; readonly source: { readonly from: string } } | undefined,
  id: string,
) {
  return mark?.source.from === 'local' && mark.value === id
}

function notOurs(name: DatasetName): Error {
  return problemError({
    code: 'foreign_object',
    object: datasetRef(name),
    message: `The dataset ${name} is not what was made to measure this pool; it was left alone.`,
    hint: `See what it is: zfs get all '${name}'`,
  })
}

function namesOf(place: Pick<BenchPlace, 'pool' | 'id'>): {
  readonly root: DatasetName
  readonly volume: DatasetName
} {
  const pool = place.pool as PoolName
  const root = isId(place.id) ? childOf(pool, benchDataset(place).slice(pool.length + 1)) : undefined
  if (root?.ok !== true || poolOf(root.value) !== pool)
    throw new TypeError(`${place.id} is no id of a measurement`)
  const volume = childOf(root.value, 'volume')
  if (!volume.ok) throw new TypeError(`${root.value} is too long`)
  return { root: root.value, volume: volume.value }
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}$/.test(text)
}

function attemptOf(pool: string, done: string) {
  return { object: poolRef(pool), done }
}
