import { pages } from '../../src/contract/pages.ts'

/** Every address of the page. */
export const vmTabs = ['console', 'disks', 'network', 'history', 'xml'] as const
export type VmTab = (typeof vmTabs)[number]

/** The first of them, one's own account, has no name in the address. */
export const settingsTabs = ['sessions', 'tokens', 'users', 'log', 'house'] as const
export type SettingsTab = (typeof settingsTabs)[number]

export const paths = {
  overview: pages.overview,
  vms: pages.vms,
  vm: (name: string, tab?: VmTab) =>
    `${pages.vms}/${encodeURIComponent(name)}${tab === undefined ? '' : `/${tab}`}`,
  host: pages.host,
  settings: (tab?: SettingsTab) => `${pages.settings}${tab === undefined ? '' : `/${tab}`}`,
  invitation: pages.invitation,
  jobs: pages.jobs,
  job: (id: string) => `${pages.jobs}/${encodeURIComponent(id)}`,
} as const
