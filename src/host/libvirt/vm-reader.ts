import type { VmFacts } from '../../domain/vm.ts'
import type { Caller } from './caller.ts'
import { isMissing } from './error.ts'
import type { DomainRef } from './objects.ts'
import { domainRef, NOT_RUNNING_ID } from './objects.ts'
import { parseDomain, type ParsedDomain } from './parse-domain.ts'
import { STATS, STATS_NOWAIT } from './procedures/domain-list.ts'
import { findsNoSpace } from './disk-errors.ts'
import { isPausedByDisk, vmFacts, type StateAndReason } from './vm-facts.ts'
import type { VmMemory } from './vm-memory.ts'

/** Reads VMs from libvirt. */
export interface VmReader {
  list(): Promise<readonly VmFacts[]>
  /** Undefined when libvirt does not know it. */
  read(uuid: string): Promise<SeenVm | undefined>
  /** The name it had when it was last seen, for the words of a problem; its UUID if it never was. */
  lastNameOf(uuid: string): string
}

export interface SeenVm {
  readonly facts: VmFacts
  /** Running in some way: there is a QEMU process. */
  readonly active: boolean
  readonly config: ParsedDomain
  readonly live: ParsedDomain | undefined
}

const XML = { live: 0, inactive: 2 } as const
const LIST_AUTOSTART = 1 << 10

/**
 * Asks for the XML every time, since not every change makes an event, and parses only what differs from last time: reading costs
 * some 70 µs a VM, parsing ten times that.
 */
export function createVmReader(libvirt: Caller, { parsed }: Pick<VmMemory, 'parsed'>): VmReader {
  async function xmlOf(dom: DomainRef, which: keyof typeof XML): Promise<ParsedDomain> {
    const text = await libvirt.call('domainGetXmlDesc', { dom, flags: XML[which] })
    const key = `${which}/${dom.uuid}`
    const known = parsed.get(key)
    if (known?.text === text) return known.domain
    const domain = parseDomain(text)
    parsed.set(key, { text, domain })
    return domain
  }

  async function see(dom: DomainRef, seen: StateAndReason, autostart: boolean): Promise<SeenVm> {
    const active = dom.id !== NOT_RUNNING_ID
    const [config, live, noSpace] = await Promise.all([
      xmlOf(dom, 'inactive'),
      active ? xmlOf(dom, 'live') : undefined,
      active && isPausedByDisk(seen) ? findsNoSpace(libvirt, dom) : undefined,
    ])
    return { facts: vmFacts(config, live, { ...seen, noSpace }, autostart), active, config, live }
  }

  function forget(uuid: string): void {
    for (const which of Object.keys(XML)) parsed.delete(`${which}/${uuid}`)
  }

  return {
    lastNameOf: (uuid) => parsed.get(`inactive/${uuid}`)?.domain.name ?? uuid,

    async list() {
      const [all, starting, stats] = await Promise.all([
        libvirt.call('connectListAllDomains', { needResults: 1, flags: 0 }),
        libvirt.call('connectListAllDomains', { needResults: 1, flags: LIST_AUTOSTART }),
        libvirt.call('connectGetAllDomainStats', { doms: [], stats: STATS.state, flags: STATS_NOWAIT }),
      ])
      const autostart = new Set(starting.domains.map(({ uuid }) => uuid))
      const states = new Map(stats.map(({ dom, params }) => [dom.uuid, stateOf(params)]))
      const known = new Set(all.domains.map(({ uuid }) => uuid))
      for (const key of parsed.keys()) {
        const uuid = key.slice(key.indexOf('/') + 1)
        if (!known.has(uuid)) forget(uuid)
      }
      const found = await Promise.all(
        all.domains.map((dom) => {
          // Started or gone between the two calls: its state is asked for by itself.
          const state = states.get(dom.uuid)
          return unlessGone(
            state === undefined ? this.read(dom.uuid) : see(dom, state, autostart.has(dom.uuid)),
          )
        }),
      )
      return found.flatMap((vm) => (vm === undefined ? [] : [vm.facts]))
    },

    async read(uuid) {
      const dom = await unlessGone(libvirt.call('domainLookupByUuid', { uuid }))
      if (dom === undefined) {
        forget(uuid)
        return undefined
      }
      const [state, autostart] = await Promise.all([
        unlessGone(libvirt.call('domainGetState', { dom })),
        // A VM without a definition cannot have the flag; libvirt says so with an error.
        unlessGone(libvirt.call('domainIsPersistent', { dom })).then((persistent) =>
          persistent === true ? unlessGone(libvirt.call('domainGetAutostart', { dom })) : false,
        ),
      ])
      return state === undefined ? undefined : unlessGone(see(dom, state, autostart ?? false))
    },
  }
}

/** Undefined instead of an error when the VM went away in between. */
export async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** libvirt's reference for a VM as it is now; undefined when it knows none. */
export function findDomain(libvirt: Caller, uuid: string): Promise<DomainRef | undefined> {
  return unlessGone(libvirt.call('domainLookupByUuid', { uuid: domainRef(uuid).uuid }))
}

function stateOf(params: Readonly<Record<string, unknown>>): StateAndReason {
  const number = (value: unknown) => (typeof value === 'number' ? value : 0)
  return { state: number(params['state.state']), reason: number(params['state.reason']) }
}
