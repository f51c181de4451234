import { readdir, readFile } from 'node:fs/promises'
import type { HostMemory, MemoryHost } from '../memory-host.ts'
import { limitArc, readArc } from './arc.ts'
import { parseMeminfo, parseResidentMiB } from './proc-files.ts'

/** The memory of this machine. */
export function createMemoryHost(): MemoryHost {
  return {
    async look(vms): Promise<HostMemory> {
      const [meminfo, arc, qemusMiB] = await Promise.all([
        readFile('/proc/meminfo', 'utf8').then(parseMeminfo),
        readArc(),
        residentMiB(vms),
      ])
      const { totalMiB, availableMiB } = meminfo
      // The kernel does not count the cache of ZFS as available, although most of it is.
      const otherUsedMiB = Math.max(0, totalMiB - availableMiB - (arc?.sizeMiB ?? 0) - qemusMiB)
      return { totalMiB, otherUsedMiB, ...(arc === undefined ? {} : { arc }) }
    },
    limitArc,
  }
}

/** What the processes of these VMs have of the machine's memory. libvirt names the VM by `-uuid`. */
async function residentMiB(vms: readonly string[]): Promise<number> {
  if (vms.length === 0) return 0
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const sizes = await Promise.all(
    pids.map(async (pid) => {
      const argv = (await ofProcess(pid, 'cmdline')).split('\0')
      const uuid = argv[argv.indexOf('-uuid') + 1] ?? ''
      return argv.includes('-uuid') && vms.includes(uuid)
        ? parseResidentMiB(await ofProcess(pid, 'status'))
        : 0
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Empty for a process that has ended meanwhile, or that others may not look at. */
async function ofProcess(pid: string, file: 'cmdline' | 'status'): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')
}
