import type { DiskDefinition, PlacedDisk } from './disk.ts'
import type { NicDefinition, PortForward } from './nic.ts'
import type { Accelerator, Arch, VmMade } from './vm.ts'

/** Everything a new VM's definition says; nothing is left to libvirt's silent choice. */
export interface VmDefinition {
  readonly uuid: string
  readonly name: string
  readonly arch: Arch
  readonly machine: string
  readonly accelerator: Accelerator
  readonly cpus: number
  readonly memoryMiB: number
  readonly firmware: FirmwareDefinition
  readonly disks: readonly DiskDefinition[]
  readonly nics: readonly NicDefinition[]
  /** Where all that the serial console says is kept, if anywhere, over all runs; libvirt keeps it short. */
  readonly consoleLogPath?: string | undefined
  readonly autostart: boolean
  readonly made: VmMade
}

export type FirmwareDefinition =
  | { readonly type: 'bios' }
  /** `nvramPath` is the VM's own copy of the firmware variables, in the VM's own place. */
  | { readonly type: 'uefi'; readonly secureBoot: boolean; readonly nvramPath: string }

/** The moves that take a VM from one place of a store to another, root by root. */
export function movedPaths(
  from: readonly string[],
  to: readonly string[],
): readonly { readonly from: string; readonly to: string }[] {
  return from.flatMap((root, index) => {
    const target = to[index]
    return target === undefined || target === root ? [] : [{ from: root, to: target }]
  })
}

/** A disk whose bytes lie elsewhere now, perhaps in another form. */
export interface MovedDiskSource {
  readonly from: string
  readonly to: PlacedDisk
  /** Its caching was not chosen, but needed where it was. */
  readonly wasHostCached?: true | undefined
}

/** How to derive a definition from another VM's, keeping every element that was not named here. */
export interface DefinitionChanges {
  readonly uuid?: string | undefined
  readonly name?: string | undefined
  /** Disks that are others now: known by the path of their source, before paths are moved. */
  readonly disks?: readonly MovedDiskSource[] | undefined
  /** Replaces the start of every path below `from`. */
  readonly movePaths?: readonly { readonly from: string; readonly to: string }[] | undefined
  /** New MAC addresses, in the order of the NICs. */
  readonly macs?: readonly string[] | undefined
  /** Port forwards of the first NIC on the user network, instead of those it had; of the others they are cleared. */
  readonly forwards?: readonly PortForward[] | undefined
  readonly made?: VmMade | undefined
  readonly cpus?: number | undefined
  readonly memoryMiB?: number | undefined
}
