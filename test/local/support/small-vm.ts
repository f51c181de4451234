import type { VmCreate } from '../../../src/contract/schemas/vm.ts'

/** A VM without a system in it: its firmware runs and finds nothing to boot, which is all that many tests need. */
export function smallVm(name: string, wish: Partial<VmCreate> = {}): { readonly body: VmCreate } {
  return {
    body: { name, cpus: 1, memoryMiB: 64, diskBytes: 64 * 2 ** 20, firmware: 'bios', start: false, ...wish },
  }
}
