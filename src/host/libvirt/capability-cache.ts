import {
  parseDomainCapabilities,
  parseHostCapabilities,
  type DomainCapabilities,
  type HostCapabilities,
} from './capabilities.ts'
import type { Connection } from './connection.ts'

export interface DomainCapabilityQuery {
  readonly arch?: string
  /** Machine type or alias; default: the emulator's own. */
  readonly machine?: string
  readonly virtType?: 'kvm' | 'qemu'
  readonly emulator?: string
}

/** What the host can run, asked once in the background: cold, libvirt starts every QEMU binary there is, up to 44 s. */
export interface CapabilityCache {
  /** The first answer; rejects only when the client is closed before there was one. */
  readonly ready: Promise<HostCapabilities>
  /** The newest answer, undefined before the first. */
  current(): HostCapabilities | undefined
  /** One emulator's abilities, asked on a connection of its own and then kept. */
  domain(query: DomainCapabilityQuery): Promise<DomainCapabilities>
  /** Asks again: libvirt was restarted, perhaps updated. What is known stays until the new answer is there. */
  refresh(): void
  close(error: Error): void
}

export type WithConnection = <T>(use: (connection: Connection) => Promise<T>) => Promise<T>

export function createCapabilityCache(withConnection: WithConnection): CapabilityCache {
  let current: HostCapabilities | undefined
  let asking = false
  const domains = new Map<string, Promise<DomainCapabilities>>()
  let tellFirst: (capabilities: HostCapabilities) => void
  let failFirst: (error: Error) => void
  const ready = new Promise<HostCapabilities>((resolve, reject) => {
    tellFirst = resolve
    failFirst = reject
  })
  // Whoever awaits it sees a rejection; a client nobody asked for capabilities must not end the process.
  ready.catch(() => undefined)

  async function ask(): Promise<void> {
    asking = true
    try {
      const xml = await withConnection((connection) => connection.call('connectGetCapabilities'))
      current = parseHostCapabilities(xml)
      tellFirst(current)
    } finally {
      asking = false
    }
  }

  async function askDomain(query: DomainCapabilityQuery): Promise<DomainCapabilities> {
    const xml = await withConnection((connection) => connection.call('connectGetDomainCapabilities', query))
    return parseDomainCapabilities(xml)
  }

  return {
    ready,
    current: () => current,
    domain(query) {
      const key = JSON.stringify([query.arch, query.machine, query.virtType, query.emulator])
      const known = domains.get(key)
      if (known !== undefined) return known
      const asked = askDomain(query)
      domains.set(key, asked)
      // A failure is not kept: the next question asks again.
      asked.catch(() => domains.delete(key))
      return asked
    },
    refresh() {
      domains.clear()
      // A failure here means the connection was lost; the next connect refreshes again.
      if (!asking) ask().catch(() => undefined)
    },
    close: (error) => failFirst(error),
  }
}
