import type { LibvirtClient } from './client.ts'
import { vmProblem } from './libvirt-problems.ts'
import type { DomainRef } from './objects.ts'
import type { VmMemory } from './vm-memory.ts'
import { findDomain } from './vm-reader.ts'
import { noVm } from './vm-refusals.ts'

type Work<T> = (dom: DomainRef) => Promise<T>

/** The one way to a VM by UUID: finds it, gives changes their turn, and turns whatever fails into a problem that names the VM. */
export interface VmAccess {
  readonly libvirt: LibvirtClient
  readonly memory: VmMemory
  /** For what only looks. `done` completes "VM web could not be …". */
  look<T>(uuid: string, done: string, work: Work<T>): Promise<T>
  /** For what changes something in the guest and need not wait for its turn. */
  use<T>(uuid: string, done: string, work: Work<T>): Promise<T>
  /** For what changes it: one after the other for each VM. */
  change<T>(uuid: string, done: string, work: Work<T>): Promise<T>
  /** The same, where a VM that is not there (any more) is fine. */
  changeIfThere(uuid: string, done: string, work: Work<void>): Promise<void>
  /** One turn for a VM that may not be known yet. */
  turn<T>(uuid: string, work: () => Promise<T>): Promise<T>
}

export function createVmAccess(libvirt: LibvirtClient, memory: VmMemory): VmAccess {
  const { turn, names } = memory

  async function find(uuid: string): Promise<DomainRef | undefined> {
    try {
      const dom = await findDomain(libvirt, uuid)
      if (dom === undefined) names.delete(uuid)
      else names.set(uuid, dom.name)
      return dom
    } catch (error) {
      throw vmProblem(error, { vm: names.get(uuid) ?? uuid, done: 'found', readOnly: true })
    }
  }

  async function run<T>(uuid: string, done: string, readOnly: boolean, work: Work<T>): Promise<T> {
    const dom = await find(uuid)
    if (dom === undefined) throw noVm(uuid)
    try {
      return await work(dom)
    } catch (error) {
      throw vmProblem(error, { vm: dom.name, done, readOnly })
    }
  }

  return {
    libvirt,
    memory,
    turn,
    look: (uuid, done, work) => run(uuid, done, true, work),
    use: (uuid, done, work) => run(uuid, done, false, work),
    change: (uuid, done, work) => turn(uuid, () => run(uuid, done, false, work)),
    changeIfThere: (uuid, done, work) =>
      turn(uuid, async () => {
        if ((await find(uuid)) !== undefined) await run(uuid, done, false, work)
      }),
  }
}
