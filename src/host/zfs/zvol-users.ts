import type { Runner } from '../exec.ts'
import { openLinks } from './open-links.ts'

const timeoutMs = 20_000

/** Whether a process has the node of a volume open, or the kernel uses it: a mount, or a device of its own made from what lies in it. */
export async function isZvolInUse(runner: Runner, node: string): Promise<boolean> {
  const [links, { stdout }] = await Promise.all([
    openLinks(runner, [node, `${node}p*`], timeoutMs),
    runner.run(['lsblk', '--noheadings', '--raw', '--output', 'TYPE,MOUNTPOINT', node], { timeoutMs }),
  ])
  return links.length > 0 || isUsedByKernel(stdout)
}

/** By the lines `TYPE MOUNTPOINT` of a disk and all that is made from it. A partition alone is no use of it. */
export function isUsedByKernel(stdout: string): boolean {
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .some((line) => !['', 'disk', 'part'].includes(line))
}
