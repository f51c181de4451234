import type { PoolName } from '../../domain/dataset-name.ts'
import { isBelow } from '../../domain/plan-mounts.ts'
import type { Holder, MountWish } from '../../domain/pool-dataset.ts'
import { linkedName } from '../../domain/zvol-link.ts'
import type { Runner } from '../exec.ts'
import { openLinks } from './open-links.ts'
import { allZvols } from './zvol-device.ts'

const limit = { timeoutMs: 20_000 }

/** So many are looked at more closely; who holds more has one thing to end after the other anyway. */
const mostNamed = 20

/**
 * The processes that have something in these file systems, or a volume of this pool, open. What the kernel itself holds is not in there.
 */
export async function findHolders(
  runner: Runner,
  pool: PoolName,
  filesystems: readonly MountWish[],
): Promise<readonly Holder[]> {
  const volumes = new Map(
    [...(await allZvols(runner))].flatMap(([name, node]) =>
      name.startsWith(`${linkedName(pool)}/`) ? [[node, name] as const] : [],
    ),
  )
  const paths = filesystems.map(({ path }) => path)
  const outermost = paths.filter((path) => !paths.some((other) => isBelow(path, other)))
  const patterns = [...outermost.flatMap((path) => [inGlob(path), `${inGlob(path)}/*`]), '/dev/zd*']
  const links = await openLinks(runner, patterns, limit.timeoutMs)
  const found = holdersIn(links, paths, volumes).slice(0, mostNamed)
  return Promise.all(
    found.map(async ({ process, path }): Promise<Holder> => {
      const { stdout } = await runner.run(['cat', `/proc/${process}/cmdline`], { ...limit, okCodes: [0, 1] })
      return { ...programOf(stdout), process, path }
    }),
  )
}

/** Which process has what open, the first of each, from lines `/proc/12/fd/3<tab>/tank/file`. */
export function holdersIn(
  links: readonly string[],
  paths: readonly string[],
  volumes: ReadonlyMap<string, string>,
): readonly Pick<Holder, 'process' | 'path'>[] {
  const first = new Map<number, string>()
  for (const line of links) {
    const [link = '', target = ''] = line.split('\t')
    const process = Number(/^\/proc\/(\d+)\//.exec(link)?.[1])
    if (!Number.isInteger(process) || first.has(process)) continue
    const volume = volumes.get(target)
    const isInside = paths.some((path) => target === path || isBelow(target, path))
    if (volume !== undefined) first.set(process, `the volume ${volume}`)
    else if (isInside) first.set(process, target)
  }
  return [...first].map(([process, path]) => ({ process, path }))
}

/** The program, and the VM that it runs, by its command line: words that end with a NUL. */
export function programOf(cmdline: string): Pick<Holder, 'name' | 'vm'> {
  const words = cmdline.split('\0')
  const name = words[0]?.split('/').at(-1) ?? ''
  // libvirt names its guests so: -name guest=web,debug-threads=on; a comma in a name is doubled.
  const guest = /^guest=((?:[^,]|,,)+)/.exec(words[words.indexOf('-name') + 1] ?? '')?.[1]
  return {
    name: name === '' ? 'a process' : name,
    ...(name.startsWith('qemu') && guest !== undefined ? { vm: guest.replaceAll(',,', ',') } : {}),
  }
}

/** A path as a pattern that fits only itself. */
function inGlob(path: string): string {
  return path.replaceAll(/[\\*?[\]]/g, String.raw`\$&`)
}
