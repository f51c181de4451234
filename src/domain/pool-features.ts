/** A feature of pools: which release of OpenZFS brought it, and whether a host without it can still read the pool. */
export interface PoolFeature {
  readonly name: string
  /** `2.1`; the releases before 2.0 count as 0.8. */
  readonly since: string
  /** Whether ZFS without it can import the pool read-only. */
  readonly readable: boolean
  /** It becomes active as soon as it is enabled, and stays so (zpool-features(7)). */
  readonly atOnce: boolean
}

const feature = (name: string, since: string, how: { readable?: true; atOnce?: true } = {}): PoolFeature => ({
  name,
  since,
  readable: how.readable === true,
  atOnce: how.atOnce === true,
})

/** From OpenZFS's own lists (cmd/zpool/compatibility.d/openzfs-2.*) and zpool-features(7); what is older than 2.1 every host has. */
export const poolFeatures: readonly PoolFeature[] = [
  feature('draid', '2.1'),
  feature('blake3', '2.2'),
  feature('block_cloning', '2.2', { readable: true }),
  feature('head_errlog', '2.2', { atOnce: true }),
  feature('vdev_zaps_v2', '2.2', { atOnce: true }),
  feature('zilsaxattr', '2.2', { readable: true }),
  feature('fast_dedup', '2.3', { readable: true }),
  feature('large_microzap', '2.3', { readable: true }),
  feature('longname', '2.3'),
  feature('raidz_expansion', '2.3'),
  feature('redaction_list_spill', '2.3'),
  feature('block_cloning_endian', '2.4', { readable: true }),
  feature('dynamic_gang_header', '2.4'),
  feature('physical_rewrite', '2.4', { readable: true }),
]

/** What these features keep from which hosts; features nobody knows are told as such. */
export interface FeatureCost {
  /** Releases below this one can no longer import the pool once the features are used; null when all can. */
  readonly needs: string | null
  readonly unknown: readonly string[]
}

export function costOf(names: readonly string[]): FeatureCost {
  const known = names.flatMap((name) => poolFeatures.filter((one) => one.name === name))
  const needs = known
    .map((one) => one.since)
    .toSorted((one, other) => Number(one) - Number(other))
    .at(-1)
  const older = new Set(olderFeatures)
  return {
    needs: needs ?? null,
    unknown: names.filter((name) => !older.has(name) && !poolFeatures.some((one) => one.name === name)),
  }
}

/** Features that ZFS 2.0 has, and so every release that is in use. */
const olderFeatures: readonly string[] = [
  ...'allocation_classes async_destroy bookmark_v2 bookmark_written bookmarks device_rebuild device_removal edonr'.split(
    ' ',
  ),
  ...'embedded_data empty_bpobj enabled_txg encryption extensible_dataset filesystem_limits hole_birth large_blocks'.split(
    ' ',
  ),
  ...'large_dnode livelist log_spacemap lz4_compress multi_vdev_crash_dump obsolete_counts project_quota'.split(
    ' ',
  ),
  ...'redacted_datasets redaction_bookmarks resilver_defer sha512 skein spacemap_histogram spacemap_v2'.split(
    ' ',
  ),
  ...'userobj_accounting zpool_checkpoint zstd_compress'.split(' '),
]

/** Releases that common systems bring, for people who do not know their ZFS by its number. */
export const releasesOf: readonly { readonly version: string; readonly systems: string }[] = [
  { version: '2.1', systems: 'Ubuntu 22.04, Debian 12' },
  { version: '2.2', systems: 'Ubuntu 24.04' },
  { version: '2.3', systems: 'Debian 13' },
  { version: '2.4', systems: 'Ubuntu 26.04' },
]
