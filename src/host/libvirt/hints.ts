import type { HostHint } from '../host.ts'
import type { LibvirtClient } from './client.ts'
import type { LibvirtEvent } from './event-kinds.ts'
import type { LibvirtPaths } from './libvirt-paths.ts'
import { unlessGone } from './vm-reader.ts'
import { watchFiles } from './watch-files.ts'

type VmEvent = Extract<HostHint, { what: 'vm' }>['event']

export interface Hints {
  onHint(listener: (hint: HostHint) => void): () => void
  stop(): void
}

/** Everything that says something may have changed: libvirt's events, its connection, and the files it writes. */
export function createHints(libvirt: LibvirtClient, paths: LibvirtPaths | undefined): Hints {
  const listeners = new Set<(hint: HostHint) => void>()
  const tell = (hint: HostHint) => listeners.forEach((listener) => listener(hint))
  let wasConnected = libvirt.state().state === 'connected'

  const files = paths && watchFiles(paths, (name, what) => void tellOf(name, what))

  /** Files are named after VMs, hints carry the UUID. A VM that is gone was told of by an event. */
  async function tellOf(name: string, event: VmEvent): Promise<void> {
    try {
      const dom = await unlessGone(libvirt.call('domainLookupByName', { name }))
      if (dom !== undefined) tell({ what: 'vm', uuid: dom.uuid, name: dom.name, event })
    } catch {
      // The connection was lost: once it is back, everything is looked at anyway.
      return
    }
  }

  const stopEvents = libvirt.onEvent((event) => {
    const hint = hintOf(event)
    if (hint !== undefined) tell(hint)
  })
  const stopState = libvirt.onState((state) => {
    switch (state.state) {
      case 'connected':
        wasConnected = true
        files?.restart()
        return tell({ what: 'connected' })
      case 'connecting':
        if (!wasConnected) return
        wasConnected = false
        return tell({ what: 'disconnected', because: state.lastError?.message ?? 'the connection was lost' })
      case 'closed':
        return
    }
  })
  if (wasConnected) files?.restart()

  return {
    onHint(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    stop() {
      stopEvents()
      stopState()
      files?.stop()
      listeners.clear()
    },
  }
}

function hintOf(event: LibvirtEvent): HostHint | undefined {
  switch (event.type) {
    case 'network':
    case 'hypervisor-lost':
      return undefined
    case 'lifecycle':
      return vmHint(event.dom, lifecycle[event.change] ?? 'state')
    case 'agent':
      return vmHint(event.dom, 'agent')
    case 'metadata-change':
      return vmHint(event.dom, 'defined')
    case 'reboot':
    case 'watchdog':
    case 'io-error':
    case 'tray-change':
    case 'block-job':
    case 'device-added':
    case 'device-removed':
    case 'device-removal-failed':
    case 'block-threshold':
      return vmHint(event.dom, 'other')
  }
}

const lifecycle: Readonly<Record<string, VmEvent>> = { defined: 'defined', undefined: 'undefined' }

function vmHint(dom: { readonly uuid: string; readonly name: string }, event: VmEvent): HostHint {
  return { what: 'vm', uuid: dom.uuid, name: dom.name, event }
}
