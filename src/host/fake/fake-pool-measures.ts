import { dedupTally } from '../../domain/dedup-tally.ts'
import type { BenchFigures, BenchRun } from '../../domain/pool-bench.ts'
import { familyOf, type ReadableDataset } from '../../domain/sampled-dataset.ts'
import type { PoolMeasures, SampleRun, SampleWish } from '../pool-host.ts'
import type { Fake } from './fake.ts'
import { poolProblem, type KeptPool } from './fake-pool-world.ts'

// Reading is told in so many steps.
const steps = 10
/** So many blocks stand for a dataset, however large. */
const blocksOfDataset = 4_000

/** What lies in the fake pools: films that do not shrink and never repeat, and disks of VMs of which half comes from one image. */
export function fakePoolMeasures(fake: Fake, answering: (name: string) => KeptPool): PoolMeasures {
  const { world, verb } = fake
  const read = async ({ readBytes }: SampleWish, { signal, onProgress }: SampleRun) => {
    for (let step = 1; step <= steps; step += 1) {
      await fake.time.pause(fake.delays.poolMs / steps, signal)
      signal.throwIfAborted()
      onProgress(Math.round((readBytes * step) / steps))
    }
  }
  return {
    missingTools: verb('pools.missingTools', (tools) =>
      tools.filter((tool) => world.missingTools?.includes(tool) === true),
    ),
    sampledDatasets: verb('pools.sampledDatasets', (name) => {
      const { pool, datasets = [], settings } = answering(name)
      return [
        {
          name: pool.name,
          kind: 'filesystem' as const,
          blockBytes: 128 * 1024,
          spanBytes: 0,
          logicalBytes: 0,
          compression: settings.dataset['compression']?.value ?? 'on',
          compressRatio: 1,
          dedup: false,
          access:
            settings.dataset['mountpoint']?.value === 'none'
              ? ({ how: 'none', because: 'not-mounted' } as const)
              : ({ how: 'files', mountpoint: `/${pool.name}` } as const),
        },
        ...datasets,
      ]
    }),
    sampleDedup: verb('pools.sampleDedup', async (name, wish, how) => {
      answering(name)
      await read(wish, how)
      const tally = dedupTally(1)
      const family = familyOf(wish.datasets)
      for (const dataset of wish.datasets) addBlocks(tally, dataset, family(dataset.name))
      const all = wish.datasets.reduce((sum, one) => sum + one.logicalBytes, 0)
      return {
        count: { ...tally.counted(), keptOneIn: wish.keptOneIn },
        readBytes: wish.readBytes,
        readShare: Math.min(1, wish.readBytes / all),
      }
    }),
    sampleCompression: verb('pools.sampleCompression', async (name, wish, how) => {
      answering(name)
      await read(wish, how)
      return {
        readBytes: wish.readBytes,
        datasets: wish.datasets.map(({ name, blockBytes, kind }) => {
          const part = name.endsWith('/films')
            ? { lz4: 1, zstd: 0.99 }
            : kind === 'volume'
              ? { lz4: 0.5, zstd: 0.48 }
              : { lz4: 0.6, zstd: 0.4 }
          const of = Array<number>(wish.blocksEach).fill(blockBytes)
          return {
            dataset: name,
            results: (['lz4', 'zstd'] as const).map((algorithm) => ({
              algorithm,
              of,
              sizes: of.map((bytes) => Math.round(bytes * part[algorithm])),
            })),
          }
        }),
      }
    }),
    benches: verb('pools.benches', (name) => Object.keys(answering(name).benches ?? {})),
    makeBench: verb('pools.makeBench', (place) => {
      const kept = answering(place.pool)
      kept.benches = { ...kept.benches, [place.id]: place }
    }),
    runBench: verb('pools.runBench', async ({ pool, id }, run, signal) => {
      if (answering(pool).benches?.[id] === undefined)
        throw poolProblem(
          'not_found',
          pool,
          `Pool ${pool} could not be measured: it does not exist (any more).`,
        )
      await fake.time.pause(fake.delays.poolMs / steps, signal)
      signal.throwIfAborted()
      return figuresOf(run)
    }),
    removeBench: verb('pools.removeBench', ({ pool, id }) => {
      const kept = answering(pool)
      const { [id]: _gone, ...others } = kept.benches ?? {}
      if (Object.keys(others).length === 0) delete kept.benches
      else kept.benches = others
    }),
  }
}

/** Of a disk of a VM the first half is that of its image, the same in all; of all else each block is there once. */
function addBlocks(
  tally: ReturnType<typeof dedupTally>,
  { name, kind, blockBytes, compressRatio }: ReadableDataset,
  family: string | undefined,
): void {
  for (let block = 0; block < blocksOfDataset; block += 1) {
    const ofImage = kind === 'volume' && block < blocksOfDataset / 2
    tally.add(
      { spread: block, key: ofImage ? `image ${block}` : `${name} ${block}` },
      blockBytes / compressRatio,
      family === undefined ? undefined : `${family} ${block}`,
    )
  }
}

/** As mirrors of hard disks are: quick in one go, and a volume a little ahead where it counts. */
function figuresOf({ pattern, target }: BenchRun): BenchFigures {
  const perSecond = {
    'sequential-write': 180,
    'sequential-read': 320,
    'random-read': 240,
    'random-write': 900,
    'sync-write': 110,
  }[pattern]
  const times = target === 'volume' && pattern === 'random-write' ? 1.5 : 1
  const bytes = pattern.startsWith('sequential') ? 1024 * 1024 : 4096
  return {
    perSecond: perSecond * times,
    bytesPerSecond: perSecond * times * bytes,
    p99Milliseconds: 1000 / (perSecond * times),
  }
}
