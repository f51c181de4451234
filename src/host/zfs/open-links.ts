import type { Runner } from '../exec.ts'

/**
 * The links of all processes that lead to what fits one of these patterns of `find`: lines `/proc/12/fd/3<tab>/dev/zd0`. The same that
 * `fuser` looks at, which not every host has. What the kernel itself holds (swap, an NFS server, a mount) is not in there.
 */
export async function openLinks(
  runner: Runner,
  patterns: readonly string[],
  timeoutMs: number,
): Promise<readonly string[]> {
  const links = '/proc/[0-9]+/(cwd|root|exe|fd/[0-9]+|map_files/.+)'
  const where = ['-mindepth', '2', '-maxdepth', '3', '-regextype', 'posix-extended', '-regex', links]
  const targets = patterns.flatMap((pattern, index) => [...(index === 0 ? [] : ['-o']), '-lname', pattern])
  const { stdout } = await runner.run(
    ['find', '/proc', ...where, '-type', 'l', '(', ...targets, ')', '-printf', String.raw`%p\t%l\n`],
    // 1: processes end while they are looked at.
    { timeoutMs, okCodes: [0, 1] },
  )
  return stdout.split('\n').filter((line) => line !== '')
}
