import type { ArcUse } from '../../domain/plan-arc.ts'
import { arcRef } from '../../domain/plan-arc.ts'
import { explained, type Zfs } from './zfs.ts'

const limit = { timeoutMs: 10_000 }
const parameter = '/sys/module/zfs/parameters/zfs_arc_max'
/** Read when the module is loaded, so before any pool is imported. */
const keptIn = '/etc/modprobe.d/kiste-zfs.conf'

/** What ZFS's cache holds and may hold. */
export async function readArc({ runner }: Zfs): Promise<ArcUse> {
  const read = async (path: string) => (await runner.run(['cat', path], limit)).stdout
  return explained({ object: arcRef, done: 'looked at', readOnly: true }, async () => {
    const [stats, set, memory] = await Promise.all([
      read('/proc/spl/kstat/zfs/arcstats'),
      read(parameter),
      read('/proc/meminfo'),
    ])
    return {
      sizeBytes: statIn(stats, 'size'),
      maxBytes: statIn(stats, 'c_max'),
      setBytes: Number(set.trim()),
      hostBytes: Number(/^MemTotal:\s+(\d+) kB$/m.exec(memory)?.[1] ?? 0) * 1024,
    }
  })
}

/** `c_max                           4    1012596736`: name, type, value. */
function statIn(stats: string, name: string): number {
  return Number(new RegExp(`^${name}\\s+\\d+\\s+(\\d+)$`, 'm').exec(stats)?.[1] ?? 0)
}

/** Sets what the cache may grow to, now and after each start; 0 leaves it to ZFS. */
export async function writeArcMax({ runner }: Zfs, maxBytes: number): Promise<void> {
  const write = (path: string, text: string) => runner.run(['tee', path], { ...limit, input: text })
  await explained({ object: arcRef, done: 'limited' }, async () => {
    // First what lasts: a power cut in between leaves no setting that only counts until then.
    if (maxBytes === 0) await runner.run(['rm', '-f', keptIn], limit)
    else await write(keptIn, `# Set by kiste pool arc.\noptions zfs zfs_arc_max=${maxBytes}\n`)
    await write(parameter, `${maxBytes}\n`)
  })
}
