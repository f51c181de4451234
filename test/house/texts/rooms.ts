/** Which file of the catalogue has the texts of a file of the source: the first that fits. */
const rooms: readonly (readonly [file: string, sources: RegExp])[] = [
  [
    'pools',
    /^src\/domain\/(?:plan-pool|pool|plan-create-pool|plan-create-store|plan-mounts|plan-arc|sampled|advise|drive|find-drive|smr|zfs-|dataset|measuring|key-|importable)/,
  ],
  ['vms', /^src\/domain\//],
  ['jobs', /^src\/(?:app\/jobs|jobs)\//],
  ['app', /^src\/(?:app|db|http|live)\//],
  ['zfs', /^src\/host\/zfs\//],
  ['libvirt', /^src\/host\/libvirt\//],
  ['host', /^src\//],
]

export const roomNames = rooms.map(([name]) => name)

export function roomOf(file: string): string {
  return rooms.find(([, sources]) => sources.test(file))?.[0] ?? 'host'
}
