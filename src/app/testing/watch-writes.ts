import type { Host } from '../../host/host.ts'
import type { StoreHost } from '../../host/store-host.ts'

/** A host of which is noted beside the disks of which VMs something is written by this verb. */
export function watchWrites(
  host: Host,
  verb: 'writeDefinitions' | 'writePolicies',
): { readonly watched: Host; readonly written: string[] } {
  const written: string[] = []
  const get = (name: string): StoreHost => {
    const real = host.stores.get(name)
    const write = real[verb] as (of: readonly { readonly vm: string }[]) => Promise<void>
    return {
      ...real,
      [verb]: async (of: readonly { readonly vm: string }[]) => {
        written.push(...of.map(({ vm }) => vm))
        return write(of)
      },
    }
  }
  return { watched: { ...host, stores: { ...host.stores, get } }, written }
}
