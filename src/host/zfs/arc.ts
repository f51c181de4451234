import type { ArcUse } from '../../domain/plan-arc.ts'
import { arcRef } from '../../domain/plan-arc.ts'
import { arcLimitPath, arcStatBytes, arcStatsPath } from '../arc-stats.ts'
import { explained, type Zfs } from './zfs.ts'

const limit = { timeoutMs: 10_000 }
/** Read when the module is loaded, so before any pool is imported. */
const keptIn = '/etc/modprobe.d/kiste-zfs.conf'

/** What ZFS's cache holds and may hold. */
export async function readArc({ runner }: Zfs): Promise<ArcUse> {
  const read = async (path: string) => (await runner.run(['cat', path], limit)).stdout
  return explained({ object: arcRef, done: 'looked at', readOnly: true }, async () => {
    const [stats, set, memory] = await Promise.all([
      read(arcStatsPath),
      read(arcLimitPath),
      read('/proc/meminfo'),
    ])
    return {
      sizeBytes: arcStatBytes(stats, 'size') ?? 0,
      maxBytes: arcStatBytes(stats, 'c_max') ?? 0,
      setBytes: Number(set.trim()),
      hostBytes: Number(/^MemTotal:\s+(\d+) kB$/m.exec(memory)?.[1] ?? 0) * 1024,
    }
  })
}

/** Sets what the cache may grow to, now and after each start; 0 leaves it to ZFS. */
export async function writeArcMax({ runner }: Zfs, maxBytes: number): Promise<void> {
  const write = (path: string, text: string) => runner.run(['tee', path], { ...limit, input: text })
  await explained({ object: arcRef, done: 'limited' }, async () => {
    // First what lasts: a power cut in between leaves no setting that only counts until then.
    if (maxBytes === 0) await runner.run(['rm', '-f', keptIn], limit)
    else await write(keptIn, `# Set by kiste pool arc.\noptions zfs zfs_arc_max=${maxBytes}\n`)
    await write(arcLimitPath, `${maxBytes}\n`)
  })
}
