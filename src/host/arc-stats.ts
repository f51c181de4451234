/** Where the module of ZFS tells what its cache (ARC) holds, and where its limit is set; 0 is none. */
export const arcStatsPath = '/proc/spl/kstat/zfs/arcstats'
export const arcLimitPath = '/sys/module/zfs/parameters/zfs_arc_max'

/** A value of arcstats, in bytes; its lines are `name type value`. Undefined if it is not told. */
export function arcStatBytes(stats: string, name: string): number | undefined {
  const value = new RegExp(`^${name}\\s+\\d+\\s+(\\d+)$`, 'm').exec(stats)?.[1]
  return value === undefined ? undefined : Number(value)
}
