import { pages } from '../../src/contract/pages.ts'

/** Every address of the page. */
export const vmTabs = ['console', 'disks', 'network', 'history', 'settings', 'log', 'xml'] as const
export type VmTab = (typeof vmTabs)[number]

/** Where one is in the history of a VM; nothing of it is the whole tree. */
export interface PointPlace {
  readonly at?: string | undefined
  /** A folder of the guest. */
  readonly files?: string | undefined
  /** The file system, where the guest's own tree is not meant. */
  readonly in?: string | undefined
  /** What it is compared with: another snapshot, or `now`. */
  readonly to?: string | undefined
}
/** The first of them, one's own account, has no name in the address. */
export const settingsTabs = ['sessions', 'tokens', 'policies', 'copies', 'users', 'log', 'house'] as const
export type SettingsTab = (typeof settingsTabs)[number]

export const paths = {
  overview: pages.overview,
  vms: pages.vms,
  /** Where a VM is made; of this image, if one is chosen. */
  newVm: (image?: string) =>
    image === undefined ? pages.newVm : `${pages.newVm}?image=${encodeURIComponent(image)}`,
  vm: (name: string, tab?: VmTab) => {
    const path = `${pages.vms}/${encodeURIComponent(name)}`
    return tab === undefined ? path : `${path}/${tab}`
  },
  pools: pages.pools,
  pool: (name: string) => `${pages.pools}/${encodeURIComponent(name)}`,
  /** What was measured of a pool, and where that is done. */
  poolMeasure: (name: string) => `${pages.pools}/${encodeURIComponent(name)}/measure`,
  /** Where a pool that was exported is imported as it was at its checkpoint. */
  rewindPool: (guid: string) => `${pages.pools}?rewind=${encodeURIComponent(guid)}`,
  newPool: pages.newPool,
  host: pages.host,
  more: pages.more,
  settings: (tab?: SettingsTab) => `${pages.settings}${tab === undefined ? '' : `/${tab}`}`,
  invitation: pages.invitation,
  images: pages.images,
  networks: pages.networks,
  /** A point of a VM's past, the files at it, and what became of them until another one. */
  point: (name: string, at: PointPlace) => {
    const query = new URLSearchParams(
      Object.entries(at).filter(([, value]) => value !== undefined),
    ).toString()
    return `${paths.vm(name, 'history')}${query === '' ? '' : `?${query}`}`
  },
  bin: pages.bin,
  jobs: pages.jobs,
  job: (id: string) => `${pages.jobs}/${encodeURIComponent(id)}`,
} as const
