import { createHash } from 'node:crypto'
import { dedupTally } from '../../../domain/dedup-tally.ts'
import { familyOf } from '../../../domain/sampled-dataset.ts'
import { MiB } from '../../../domain/size.ts'
import type { Runner } from '../../exec.ts'
import type { DedupSeen, SampleRun, SampleWish } from '../../pool-host.ts'
import { samplePool } from './sample-pool.ts'

/** Long enough that hard disks read more than they seek. */
const extentBytes = 16 * MiB

/** Hashes blocks of all datasets, and counts those of every so many hashes that come up again. */
export async function sampleDedup(
  runner: Runner,
  wish: SampleWish & { readonly keptOneIn: number },
  run: SampleRun,
): Promise<DedupSeen> {
  const tally = dedupTally(wish.keptOneIn)
  const family = familyOf(wish.datasets)
  const families = new Map(wish.datasets.map(({ name }) => [name, family(name)]))
  const end = await samplePool(
    runner,
    {
      ...wish,
      extentBytes: () => extentBytes,
      turns: 'by-share',
      take({ dataset, bytes, path, at, zeros }) {
        if (zeros) return tally.addZeros()
        // SHA-256 is what ZFS itself takes for dedup, and processors of ten years and less have it built in.
        const digest = createHash('sha256').update(bytes).digest()
        const from = families.get(dataset.name)
        tally.add(
          { spread: digest.readUInt32BE(0), key: digest.toString('latin1', 4, 16) },
          bytes.length / dataset.compressRatio,
          from === undefined ? undefined : `${from}\0${path}\0${at}`,
        )
      },
    },
    run,
  )
  return { count: tally.counted(), ...end }
}
