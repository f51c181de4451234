import { checkName } from '../domain/name.ts'
import type { StoreHost } from '../host/store-host.ts'

type Size = NonNullable<Awaited<ReturnType<StoreHost['diskSize']>>>

/** How large the disks of a VM are, by name; those that the store does not have are left out, and so is what cannot be a disk's name. */
export async function diskSizes(
  store: StoreHost,
  vm: string,
  names: readonly string[],
): Promise<Readonly<Record<string, Size>>> {
  const sizes: Record<string, Size> = {}
  for (const name of names) {
    const size = checkName(name, 'a disk').ok ? await store.diskSize(vm, name) : undefined
    if (size) sizes[name] = size
  }
  return sizes
}

/** What guests see of these sizes. */
export function virtualSizes(sizes: Readonly<Record<string, Size>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, size.virtualSizeBytes]))
}
