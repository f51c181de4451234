import { readFile } from 'node:fs/promises'
import type { AcceleratorVerdict } from '../../domain/accelerator.ts'
import type { LibvirtFacts } from '../../domain/host-facts.ts'
import { poolsToShow, type FoundPools } from '../../domain/libvirt-pool.ts'
import type { FactsHost, VmDefaults } from '../host.ts'
import type { LibvirtPoolHost } from '../libvirt-pool-host.ts'
import type { StoresHost } from '../store-host.ts'
import { readMachineFacts, readSystemFacts } from './host-facts.ts'
import { portIsFree } from './port-is-free.ts'

export interface FactsHostParts {
  readonly stores: Pick<StoresHost, 'list' | 'disks'>
  readonly storePath: string
  /** Looked at once at the start: it takes up to two seconds and does not change while the machine runs. */
  readonly accelerator: Promise<AcceleratorVerdict>
  readonly libvirt: LibvirtPart
  readonly libvirtPools: Pick<LibvirtPoolHost, 'look'>
}

/** What only libvirt knows of a host. */
export interface LibvirtPart {
  facts(): Promise<LibvirtFacts>
  /** The same, after asking for a sign of life. */
  examine(): Promise<LibvirtFacts>
  defaults(accelerator: AcceleratorVerdict): Promise<Omit<VmDefaults, 'memoryTotalMiB' | 'cpuThreads'>>
}

async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
}

/** The facts of this machine, put together from the kernel's files, the store and libvirt. */
export function createFactsHost({
  stores,
  storePath,
  accelerator,
  libvirt,
  libvirtPools,
}: FactsHostParts): FactsHost {
  return {
    async host() {
      const [system, verdict, libvirtFacts, allStores] = await Promise.all([
        readSystemFacts(),
        accelerator,
        libvirt.facts(),
        stores.list(),
      ])
      return {
        ...system,
        accelerator: verdict,
        libvirt: libvirtFacts,
        stores: allStores,
      }
    },
    async doctor() {
      const verdict = await accelerator
      const [machine, libvirtFacts, allStores, disks] = await Promise.all([
        readMachineFacts({ accelerator: verdict, storePath }),
        libvirt.examine(),
        stores.list(),
        stores.disks(),
      ])
      // Only now: a libvirt that hangs has been noticed by then.
      const found: FoundPools =
        libvirtFacts.state === 'connected'
          ? await libvirtPools.look()
          : { state: 'away', because: 'libvirt does not answer' }
      const shown = { wanted: poolsToShow(disks), found }
      return { ...machine, libvirt: libvirtFacts, stores: allStores, shown }
    },
    async defaults() {
      const verdict = await accelerator
      const [system, defaults] = await Promise.all([readSystemFacts(), libvirt.defaults(verdict)])
      return { ...defaults, memoryTotalMiB: system.memoryTotalMiB, cpuThreads: system.cpuThreads }
    },
    bootId,
    clock: async () => {
      const [boot, uptime] = await Promise.all([bootId(), readFile('/proc/uptime', 'utf8')])
      // Seconds; time asleep is in it.
      return { wallMs: Date.now(), upMs: Math.round(Number(uptime.split(' ')[0]) * 1_000), boot }
    },
    portIsFree,
  }
}
