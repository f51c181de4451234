import { readdir, readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { makeHome, removeHome, startDaemon, type DaemonOptions, type TestDaemon } from './daemon.ts'
import { startPrivateLibvirt, type PrivateLibvirt } from './private-libvirt.ts'
import { virsh } from './virsh.ts'

/** The real daemon on a libvirt, a home and a store of a test's own. */
export interface RealHouse {
  readonly libvirt: PrivateLibvirt
  readonly home: string
  /** The store's folder; there once a daemon has been started. */
  readonly store: string
  /** Starts the daemon on this house, one at a time. `fault` is what `KISTE_FAULT` takes. */
  start(options?: Partial<DaemonOptions> & { readonly fault?: string | undefined }): Promise<TestDaemon>
  virsh(...args: readonly string[]): Promise<string>
  /** The process of a VM, as libvirt noted it; undefined while it is off. */
  qemuPid(vm: string): Promise<number | undefined>
  /** All there is of VMs and images, to be held against what there was before. */
  remains(): Promise<Remains>
  /** Ends the daemon, every VM and libvirt, and removes all files. */
  stop(): Promise<void>
}

export interface Remains {
  readonly domains: readonly string[]
  /** Names of the VMs that have a QEMU process. */
  readonly processes: readonly string[]
  /** Every file in the store, by its path in it. */
  readonly files: readonly string[]
}

export async function openHouse(): Promise<RealHouse> {
  const libvirt = await startPrivateLibvirt()
  const home = await realpath(await makeHome())
  const store = join(home, 'state', 'store')
  let daemon: TestDaemon | undefined

  return {
    libvirt,
    home,
    store,
    async start({ fault, env, ...options } = {}) {
      daemon = await startDaemon({
        home,
        // The socket itself: a daemon that finds libvirt gone must not start one of its own beside the test's.
        uri: libvirt.uri,
        mayDie: fault !== undefined,
        ...options,
        env: { ...libvirt.env, ...(fault === undefined ? {} : { KISTE_FAULT: fault }), ...env },
      })
      return daemon
    },
    virsh: (...args) => virsh(libvirt.env, args),
    async qemuPid(vm) {
      const path = join(libvirt.env['XDG_RUNTIME_DIR'] ?? '', 'libvirt/qemu/run', `${vm}.pid`)
      const text = await readFile(path, 'utf8').catch(() => '')
      return text === '' ? undefined : Number(text)
    },
    async remains() {
      const domains = await virsh(libvirt.env, ['list', '--all', '--name'])
      return {
        domains: domains.split('\n').filter((name) => name.trim() !== ''),
        processes: await guestsBelow(libvirt.directory),
        files: await filesIn(store),
      }
    },
    async stop() {
      await daemon?.stop()
      await libvirt.stop()
      await removeHome(home)
    },
  }
}

/** Names of the guests whose QEMU has its monitor below this folder. */
async function guestsBelow(directory: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return lines
    .filter((line) => line.includes(`${directory}/`))
    .flatMap((line) => /\0guest=([^,\0]+)/.exec(line)?.[1] ?? [])
    .toSorted()
}

export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted()
}
