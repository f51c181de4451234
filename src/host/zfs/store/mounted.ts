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

/** Blanks, tabs, line ends and backslashes stand as octal numbers. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
}
