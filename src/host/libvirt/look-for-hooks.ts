import { readFile } from 'node:fs/promises'

/** Where daemons of libvirt that run VMs leave their process's number: the one of all drivers, and the one of QEMU's alone. */
const daemons = [
  { name: 'libvirtd', pidFile: '/run/libvirtd.pid' },
  { name: 'virtqemud', pidFile: '/run/virtqemud.pid' },
]

/**
 * Makes the system's libvirt look for hooks again, and read its definitions: SIGHUP, as `systemctl reload libvirtd` sends it. One that does
 * not run looks when it starts. VMs and connections stay as they are.
 */
export async function lookForHooks(): Promise<void> {
  for (const { name, pidFile } of daemons) {
    const pid = Number((await textOf(pidFile)).trim())
    // The number may have been given to somebody else since.
    if (pid > 1 && (await textOf(`/proc/${pid}/comm`)).trim() === name) process.kill(pid, 'SIGHUP')
  }
}

/** Empty where there is none. */
async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return ''
    throw error
  })
}
