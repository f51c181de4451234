import { readFile } from 'node:fs/promises'

interface Mount {
  readonly point: string
  readonly type: string
  readonly source: string
  /** As `st_dev` has it. */
  readonly device: number
}

/** proc_pid_mountinfo(5): device and mount point third and fifth, optional fields up to a dash, then type and source. */
function mountsIn(mountinfo: string): readonly Mount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [, major, minor, point, type = '', source = ''] =
      /^\d+ \d+ (\d+):(\d+) \S+ (\S+) .* - (\S*) ?(\S*)/.exec(line) ?? []
    if (point === undefined) return []
    const device = deviceNumber(Number(major), Number(minor))
    return [{ point: unescaped(point), type, source: unescaped(source), device }]
  })
}

/** What is mounted at a path, by `/proc/self/mountinfo`: the last one that was put there counts. */
export function mountedIn(mountinfo: string, path: string): Pick<Mount, 'type' | 'source'> | undefined {
  const found = mountsIn(mountinfo).findLast(({ point }) => point === path)
  return found && { type: found.type, source: found.source }
}

/** The dataset that is mounted at a path; undefined if something else is, or nothing. */
export async function datasetAt(path: string): Promise<string | undefined> {
  const found = mountedIn(await readFile('/proc/self/mountinfo', 'utf8'), path)
  return found?.type === 'zfs' ? found.source : undefined
}

/** By which device numbers files of a dataset are known, wherever it is mounted. */
export async function devicesOf(dataset: string): Promise<ReadonlySet<number>> {
  return devicesIn(await readFile('/proc/self/mountinfo', 'utf8'), { type: 'zfs', source: dataset })
}

export function devicesIn(
  mountinfo: string,
  { type, source }: Pick<Mount, 'type' | 'source'>,
): ReadonlySet<number> {
  const found = mountsIn(mountinfo).filter((mount) => mount.type === type && mount.source === source)
  return new Set(found.map(({ device }) => device))
}

/** glibc's makedev. */
function deviceNumber(major: number, minor: number): number {
  const low = (minor & 0xff) | ((major & 0xfff) << 8)
  return low + (minor >>> 8) * 2 ** 20 + (major >>> 12) * 2 ** 44
}

/** Blanks, tabs, line ends and backslashes stand as octal numbers. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
}
