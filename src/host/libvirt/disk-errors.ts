import type { Caller } from './caller.ts'
import { LibvirtError } from './error.ts'
import type { DomainRef } from './objects.ts'

/** virDomainDiskErrorCode. */
const NO_SPACE = 2
const MOST_DISKS = 256
/** The answer is QEMU's, and somebody else may be busy with it; whoever lists VMs does not wait for that. */
const patienceMs = 2_000

/** Whether a VM that an error of its disks holds found no room for a write. False, too, where that cannot be told. */
export async function findsNoSpace(libvirt: Caller, dom: DomainRef): Promise<boolean> {
  const signal = AbortSignal.timeout(patienceMs)
  try {
    const { errors } = await libvirt.call('domainGetDiskErrors', { dom, maxErrors: MOST_DISKS }, { signal })
    return errors.some(({ error }) => error === NO_SPACE)
  } catch (error) {
    // Gone on, or ended, or busy: then what is known of its state is all there is to say.
    if (signal.aborted || error instanceof LibvirtError) return false
    throw error
  }
}
