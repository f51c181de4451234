import { pages } from '../../src/contract/pages.ts'

/** Every address of the page. */
export const vmTabs = ['console', 'disks', 'network', 'history', 'xml'] as const
export type VmTab = (typeof vmTabs)[number]

export const paths = {
  overview: pages.overview,
  vms: pages.vms,
  vm: (name: string, tab?: VmTab) =>
    `${pages.vms}/${encodeURIComponent(name)}${tab === undefined ? '' : `/${tab}`}`,
  pools: pages.pools,
  pool: (name: string) => `${pages.pools}/${encodeURIComponent(name)}`,
  newPool: `${pages.pools}/new`,
  invitation: pages.invitation,
  jobs: pages.jobs,
  job: (id: string) => `${pages.jobs}/${encodeURIComponent(id)}`,
} as const
