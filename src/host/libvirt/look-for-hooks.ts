import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where daemons of libvirt that run VMs leave their process's number: the one of all drivers, and the one of QEMU's alone. */
const daemons = [
  { name: 'libvirtd', pidFile: '/run/libvirtd.pid' },
  { name: 'virtqemud', pidFile: '/run/virtqemud.pid' },
]

/**
 * Makes the system's libvirt look for hooks again, and read its definitions: SIGHUP, as `systemctl reload libvirtd` sends it. One that does
 * not run looks when it starts. VMs and connections stay as they are.
 */
export async function lookForHooks(place: HookPlace = {}): Promise<void> {
  const { root = '/', wake = (pid) => process.kill(pid, 'SIGHUP') } = place
  for (const { name, pidFile } of daemons) {
    const pid = Number((await textOf(join(root, pidFile))).trim())
    // The number may have been given to somebody else since.
    if (pid > 1 && (await textOf(join(root, `proc/${pid}/comm`))).trim() === name) wake(pid)
  }
}

export interface HookPlace {
  /** Where the machine's files are seen. Default: `/`. */
  readonly root?: string
  /** Sends the signal. */
  readonly wake?: (pid: number) => void
}

/** Empty where there is none. */
async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return ''
    throw error
  })
}
