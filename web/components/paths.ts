import { pages } from '../../src/contract/pages.ts'

/** Every address of the page. */
export const vmTabs = ['console', 'disks', 'network', 'history', 'xml'] as const
export type VmTab = (typeof vmTabs)[number]

export const paths = {
  overview: '/',
  vms: '/vms',
  vm: (name: string, tab?: VmTab) => `/vms/${encodeURIComponent(name)}${tab === undefined ? '' : `/${tab}`}`,
  invitation: pages.invitation,
  jobs: '/jobs',
  job: (id: string) => `/jobs/${encodeURIComponent(id)}`,
} as const
