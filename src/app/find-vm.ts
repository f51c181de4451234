import { problemError } from '../domain/problem.ts'
import type { VmFacts } from '../domain/vm.ts'
import type { VmHost } from '../host/host.ts'

/** The VM that people call by this name or UUID; rejects with `not_found`. Names win, as someone may name a VM like a UUID. */
export async function findVm(vms: Pick<VmHost, 'list'>, nameOrUuid: string): Promise<VmFacts> {
  return vmAmong(await vms.list(), nameOrUuid)
}

/** The same among VMs that were listed before; throws. */
export function vmAmong(all: readonly VmFacts[], nameOrUuid: string): VmFacts {
  const found = vmNamed(all, nameOrUuid)
  if (found) return found
  const close = all.filter((vm) => vm.name.toLowerCase().startsWith(nameOrUuid.slice(0, 3).toLowerCase()))
  throw problemError({
    code: 'not_found',
    object: { type: 'vm', name: nameOrUuid },
    message: `There is no VM named ${JSON.stringify(nameOrUuid)}.`,
    hint:
      close.length > 0
        ? `Did you mean ${close.map((vm) => vm.name).join(' or ')}?`
        : 'See what there is: kiste vm list',
  })
}

/** The same, or undefined. */
export function vmNamed(all: readonly VmFacts[], nameOrUuid: string): VmFacts | undefined {
  return all.find((vm) => vm.name === nameOrUuid) ?? all.find((vm) => vm.uuid === nameOrUuid.toLowerCase())
}
