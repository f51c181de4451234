import type { AcceleratorVerdict } from './accelerator.ts'
import type { StoreFacts } from './store.ts'
import type { Arch } from './vm.ts'

export interface HostFacts {
  readonly hostname: string
  readonly os: string
  readonly kernel: string
  readonly arch: Arch
  readonly cpuModel: string
  readonly cpuThreads: number
  readonly memoryTotalMiB: number
  readonly memoryAvailableMiB: number
  readonly uptimeSeconds: number
  readonly accelerator: AcceleratorVerdict
  readonly libvirt: LibvirtFacts
  readonly stores: readonly StoreFacts[]
}

export type LibvirtFacts =
  | {
      readonly state: 'connected'
      readonly uri: string
      readonly libvirtVersion: string
      /** QEMU's; absent until libvirt has told. */
      readonly hypervisorVersion?: string | undefined
    }
  | { readonly state: 'disconnected'; readonly uri: string; readonly because: string }
