import { readdirSync, watch, type FSWatcher } from 'node:fs'
import { basename } from 'node:path'
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
  let watchesAutostart = false

  function tellOf(file: string | null, what: 'defined' | 'state'): void {
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
  }

  /** False while the folder is not there, or is another user's: events and the regular rescan still tell, only later. */
  function watchFolder(folder: string, onFile: (file: string | null) => void): boolean {
    try {
      const watcher = watch(folder, { persistent: false }, (_, file) => onFile(file))
      // The folder went away with libvirt; the next connect starts again.
      watcher.on('error', () => watcher.close())
      watchers.push(watcher)
      return true
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error
      return false
    }
  }

  const watchAutostart = () => {
    watchesAutostart = watchFolder(paths.autostart, (file) => tellOf(file, 'defined'))
  }

  /** libvirt makes the folder when the first VM is marked to start with the host; that mark is in it before we can watch it. */
  function autostartCame(): void {
    if (watchesAutostart) return
    watchAutostart()
    if (watchesAutostart) for (const file of readdirSync(paths.autostart)) tellOf(file, 'defined')
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
      watchFolder(paths.definitions, (file) => {
        if (file === basename(paths.autostart)) autostartCame()
        else tellOf(file, 'defined')
      })
      watchAutostart()
      watchFolder(paths.running, (file) => tellOf(file, 'state'))
    },
    stop,
  }
}
