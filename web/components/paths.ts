import { pages } from '../../src/contract/pages.ts'

/** Every address of the page. */
export const vmTabs = ['console', 'disks', 'network', 'history', 'xml'] as const
/** What may stand in an address for no tab at all. */
export const summaryTab = 'summary'
export type VmTab = (typeof vmTabs)[number]

export const paths = {
  overview: pages.overview,
  vms: pages.vms,
  /** Where a VM is made; of this image, if one is chosen. */
  newVm: (image?: string) =>
    image === undefined ? pages.newVm : `${pages.newVm}?image=${encodeURIComponent(image)}`,
  vm: (name: string, tab?: VmTab) => {
    const path = `${pages.vms}/${encodeURIComponent(name)}`
    if (tab !== undefined) return `${path}/${tab}`
    // One that is called like the place where VMs are made is found beside it.
    return path === pages.newVm ? `${path}/${summaryTab}` : path
  },
  invitation: pages.invitation,
  images: pages.images,
  networks: pages.networks,
  pools: pages.pools,
  jobs: pages.jobs,
  job: (id: string) => `${pages.jobs}/${encodeURIComponent(id)}`,
} as const
