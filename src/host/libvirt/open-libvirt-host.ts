import type { AcceleratorVerdict } from '../../domain/accelerator.ts'
import type { LibvirtFacts } from '../../domain/host-facts.ts'
import type { GuestHost, Host, VmDefaults, VmHost } from '../host.ts'
import type { LibvirtPoolHost } from '../libvirt-pool-host.ts'
import type { MetricsHost } from '../metrics-host.ts'
import type { NetworkHost } from '../network-host.ts'
import type { StartHookHost } from '../start-hook-host.ts'
import { openLibvirt, type LibvirtClient, type LibvirtClientOptions } from './client.ts'
import { libvirtGuests } from './guests.ts'
import { createHints } from './hints.ts'
import { createLibvirtDefaults } from './libvirt-defaults.ts'
import { createLibvirtFacts } from './libvirt-facts.ts'
import { libvirtPaths } from './libvirt-paths.ts'
import { lookForHooks } from './look-for-hooks.ts'
import { libvirtNetworks } from './network-host.ts'
import { startHook } from './start-hook.ts'
import type { StartHookPlaces } from './start-hook-script.ts'
import { libvirtPools } from './storage-pools.ts'
import { libvirtVms } from './vms.ts'
import { createVmAccess } from './vm-access.ts'
import { createVmMemory } from './vm-memory.ts'
import { readVmMetrics } from './vm-metrics.ts'

/** The part of a host that libvirt serves. */
export interface LibvirtHost {
  readonly vms: VmHost
  readonly guests: GuestHost
  readonly networks: NetworkHost
  /** The same for jobs, which wait longer for a libvirt that is away: up to `connectWaitMs`. */
  readonly forJobs: { readonly vms: VmHost; readonly guests: GuestHost }
  /** The storage pools that show Kiste's disks; those that are folders of links lie in this one, an absolute path. */
  poolsIn(folder: string): LibvirtPoolHost
  /** What libvirt asks before it starts a VM. */
  startHook(places: StartHookPlaces): StartHookHost
  /** What its VMs do right now. */
  readonly readings: MetricsHost['vms']
  onHint: Host['onHint']
  facts(): Promise<LibvirtFacts>
  /** The same, after asking for a sign of life. */
  examine(): Promise<LibvirtFacts>
  /** What new VMs get here. Waits for libvirt's first look at the machine (up to a minute when cold), never for more. */
  defaults(accelerator: AcceleratorVerdict): Promise<Omit<VmDefaults, 'memoryTotalMiB' | 'cpuThreads'>>
  close(): Promise<void>
}

/**
 * Connects in the background and stays connected. Nothing here waits for that; calls do, as long as something may come of it (see
 * `readiness.ts`), and are refused with `libvirt_unavailable` otherwise.
 */
export function openLibvirtHost(options: LibvirtClientOptions): LibvirtHost {
  const patient = openLibvirt(options)
  const libvirt = patient.patient('person')
  const paths = libvirtPaths(options.uri, options.env ?? process.env)
  const memory = createVmMemory()
  const hints = createHints(libvirt, paths)
  const { facts, examine } = createLibvirtFacts(libvirt)
  const partsFor = (client: LibvirtClient) => {
    const access = createVmAccess(client, memory)
    return { vms: libvirtVms(access, paths), guests: libvirtGuests(access) }
  }
  return {
    ...partsFor(libvirt),
    networks: libvirtNetworks(libvirt),
    forJobs: partsFor(patient),
    startHook: (places) =>
      startHook({
        ...places,
        // Of root's daemon alone: nobody else may write there, and only root has VMs on volumes.
        hooks: process.getuid?.() === 0 ? paths?.hooks : undefined,
        lookAgain: lookForHooks,
      }),
    poolsIn: (folder) => libvirtPools(libvirt, { folder: paths && folder }),
    readings: () => readVmMetrics(libvirt),
    onHint: (listener) => hints.onHint(listener),
    facts,
    examine,
    defaults: createLibvirtDefaults(libvirt),
    async close() {
      hints.stop()
      await libvirt.close()
    },
  }
}
