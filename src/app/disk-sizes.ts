import { checkName } from '../domain/name.ts'
import type { DiskSize, StoreHost } from '../host/store-host.ts'

/** How large the disks of a VM are, by name; those that the store does not have are left out, and so is what cannot be a disk's name. */
export async function diskSizes(
  store: StoreHost,
  vm: string,
  names: readonly string[],
): Promise<Readonly<Record<string, DiskSize>>> {
  const sizes: Record<string, DiskSize> = {}
  for (const name of names) {
    const size = checkName(name, 'a disk').ok ? await store.diskSize(vm, name) : undefined
    if (size) sizes[name] = size
  }
  return sizes
}

/** What guests see of these sizes, as far as it is known. */
export function virtualSizes(sizes: Readonly<Record<string, DiskSize>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(sizes).flatMap(([name, { virtualSizeBytes }]) =>
      virtualSizeBytes === undefined ? [] : [[name, virtualSizeBytes]],
    ),
  )
}
