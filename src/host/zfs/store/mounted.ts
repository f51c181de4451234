import { readFile } from 'node:fs/promises'

/** What is mounted at a path, by `/proc/self/mountinfo`: the last one that was put there counts. */
export function mountedIn(
  mountinfo: string,
  path: string,
): { readonly type: string; readonly source: string } | undefined {
  let found: { type: string; source: string } | undefined
  for (const line of mountinfo.split('\n')) {
    // proc_pid_mountinfo(5): …, the mount point as the fifth, optional fields up to a dash, then type and source.
    const [, point = '', rest = ''] = /^\d+ \d+ \S+ \S+ (\S+) .* - (.*)$/.exec(line) ?? []
    if (unescaped(point) !== path) continue
    const [type = '', source = ''] = rest.split(' ')
    found = { type, source: unescaped(source) }
  }
  return found
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
  wanted: { readonly type: string; readonly source: string },
): ReadonlySet<number> {
  const found = mountinfo.split('\n').flatMap((line) => {
    const [, major = '', minor = '', rest = ''] = /^\d+ \d+ (\d+):(\d+) .* - (.*)$/.exec(line) ?? []
    const [type = '', source = ''] = rest.split(' ')
    if (type !== wanted.type || unescaped(source) !== wanted.source) return []
    return [deviceNumber(Number(major), Number(minor))]
  })
  return new Set(found)
}

/** As `st_dev` has it: glibc's makedev. */
function deviceNumber(major: number, minor: number): number {
  const low = (minor & 0xff) | ((major & 0xfff) << 8)
  return low + (minor >>> 8) * 2 ** 20 + (major >>> 12) * 2 ** 44
}

/** Blanks, tabs, line ends and backslashes stand as octal numbers. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
}
