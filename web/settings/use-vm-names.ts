import { useInventory } from '../api/queries.ts'

/** The names of VMs by their UUIDs; a UUID of none that is there stays one. */
export function useVmNames(): (uuids: readonly string[]) => readonly string[] {
  const vms = useInventory()?.vms ?? []
  const names = new Map(vms.map(({ uuid, name }) => [uuid, name]))
  return (uuids) => uuids.map((uuid) => names.get(uuid) ?? uuid)
}
