import type { AcceleratorVerdict } from '../../domain/accelerator.ts'
import type { LibvirtFacts } from '../../domain/host-facts.ts'
import type { GuestHost, Host, VmDefaults, VmHost } from '../host.ts'
import { openLibvirt, type LibvirtClientOptions } from './client.ts'
import { libvirtGuests } from './guests.ts'
import { createHints } from './hints.ts'
import { createLibvirtDefaults } from './libvirt-defaults.ts'
import { createLibvirtFacts } from './libvirt-facts.ts'
import { libvirtPaths } from './libvirt-paths.ts'
import { libvirtVms } from './vms.ts'
import { createVmAccess } from './vm-access.ts'

/** The part of a host that libvirt serves. */
export interface LibvirtHost {
  readonly vms: VmHost
  readonly guests: GuestHost
  onHint: Host['onHint']
  facts(): Promise<LibvirtFacts>
  /** What new VMs get here. Waits for libvirt's first look at the machine (up to a minute when cold), never for more. */
  defaults(accelerator: AcceleratorVerdict): Promise<Omit<VmDefaults, 'memoryTotalMiB' | 'cpuThreads'>>
  close(): Promise<void>
}

/** Connects in the background and stays connected; nothing here waits for that, calls do (up to `connectWaitMs`). */
export function openLibvirtHost(options: LibvirtClientOptions): LibvirtHost {
  const libvirt = openLibvirt(options)
  const paths = libvirtPaths(options.uri, options.env ?? process.env)
  const access = createVmAccess(libvirt)
  const hints = createHints(libvirt, paths)
  return {
    vms: libvirtVms(access, paths),
    guests: libvirtGuests(access),
    onHint: (listener) => hints.onHint(listener),
    facts: createLibvirtFacts(libvirt),
    defaults: createLibvirtDefaults(libvirt),
    async close() {
      hints.stop()
      await libvirt.close()
    },
  }
}
