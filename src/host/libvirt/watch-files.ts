import { watch, type FSWatcher } from 'node:fs'
import type { LibvirtPaths } from './libvirt-paths.ts'

export interface FileWatch {
  /** Starts anew: the folders come into being with libvirt's first start. */
  restart(): void
  stop(): void
}

/** libvirt writes a file several times in a row; one hint is enough. */
const settleMs = 40

/**
 * Calls back with the name of a VM whose file libvirt wrote. Needed because libvirt sends no event when CPUs, memory, devices or
 * autostart are changed (virsh setvcpus, setmem, attach-device --config …), not even to its own clients.
 */
export function watchFiles(
  paths: LibvirtPaths,
  onChange: (name: string, what: 'defined' | 'state') => void,
): FileWatch {
  let watchers: FSWatcher[] = []
  const pending = new Map<string, NodeJS.Timeout>()

  function watchFolder(folder: string, what: 'defined' | 'state'): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_, file) => {
        const name = file === null ? undefined : /^(.+)\.xml(?:\.new)?$/.exec(file)?.[1]
        if (name === undefined) return
        const key = `${what}/${name}`
        clearTimeout(pending.get(key))
        pending.set(
          key,
          setTimeout(() => {
            pending.delete(key)
            onChange(name, what)
          }, settleMs).unref(),
        )
      })
      // The folder went away with libvirt; the next connect starts again.
      watcher.on('error', () => watcher.close())
      watchers.push(watcher)
    } catch (error) {
      // Another user's libvirt, or none yet: events and the regular rescan still tell, only later.
      if (!(error instanceof Error && 'code' in error)) throw error
    }
  }

  function stop(): void {
    for (const watcher of watchers) watcher.close()
    watchers = []
    for (const timer of pending.values()) clearTimeout(timer)
    pending.clear()
  }

  return {
    restart() {
      stop()
      watchFolder(paths.definitions, 'defined')
      watchFolder(paths.autostart, 'defined')
      watchFolder(paths.running, 'state')
    },
    stop,
  }
}
