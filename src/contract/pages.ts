/** The addresses of the page: the daemon answers each with the same document, and any other with 404. `:x` is one part. */
export const pages = {
  overview: '/',
  vms: '/vms',
  // Not below /vms and /pools, where it would be the address of a VM or a pool of that name.
  newVm: '/new/vm',
  newPool: '/new/pool',
  vm: '/vms/:vm',
  vmTab: '/vms/:vm/:tab',
  pools: '/pools',
  pool: '/pools/:pool',
  images: '/images',
  networks: '/networks',
  jobs: '/jobs',
  job: '/jobs/:job',
  bin: '/bin',
  host: '/host',
  more: '/more',
  settings: '/settings',
  settingsTab: '/settings/:tab',
  signIn: '/sign-in',
  setUp: '/setup',
  invitation: '/invitation',
} as const
