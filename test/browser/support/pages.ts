/** A page of the whole, and what it asks the daemon for beside what all of them stand on. */
export interface PageRow {
  readonly at: string
  /** The paths of what only this page reads. */
  readonly reads: RegExp
  /** What shows that it waits; a moment that it asks for, unless said. */
  readonly waits?: RegExp
  /** What is there in the end: words, or a selector. */
  readonly says: RegExp | string
  /** What is not to be said before it is known. */
  readonly never?: RegExp
}

const dots = /^…$/

/** The addresses of a home whose drives want a look, and whose VMs are looked after. */
export const pages: Readonly<Record<string, PageRow>> = {
  overview: {
    at: '/',
    reads: /^\/v1\/(doctor|pools)$/,
    waits: /old-forum/,
    says: 'main section >> text=tank',
    never: /All is well/,
  },
  plots: {
    at: '/?range=day',
    reads: /^\/v1\/metrics\/host$/,
    waits: /Reading what was measured …/,
    says: 'main canvas',
    never: /Nothing has been measured/,
  },
  'new VM': { at: '/new/vm', reads: /^\/v1\/(catalogue|networks)$/, says: '[role=dialog] code' },
  VM: {
    at: '/vms/photos',
    reads: /^\/v1\/vms\/photos$/,
    waits: dots,
    says: /in the store$/,
    never: /none that is known/,
  },
  'plots of a VM': {
    at: '/vms/photos?range=day',
    reads: /^\/v1\/vms\/[^/]+\/metrics$/,
    waits: /Reading what was measured …/,
    says: 'main canvas',
    never: /Nothing was measured/,
  },
  'screen of a VM': {
    at: '/vms/photos',
    reads: /^\/v1\/vms\/[^/]+\/screenshot$/,
    waits: /Looking at the screen …/,
    says: 'main img',
  },
  disks: { at: '/vms/photos/disks', reads: /^\/v1\/vms\/photos$/, waits: dots, says: /^of .* used$/ },
  network: {
    at: '/vms/web/network',
    reads: /^\/v1\/vms\/web$/,
    waits: dots,
    says: /^\d+\.\d+\.\d+\.\d+\/\d+|none that is known/,
    never: /none that is known/,
  },
  history: {
    at: '/vms/old-forum/history',
    reads: /^\/v1\/vms\/old-forum\/history$/,
    says: /Before the upgrade to 4\.0/,
    never: /No snapshots yet/,
  },
  'policy of a VM': {
    at: '/vms/old-forum/history',
    reads: /^\/v1\/vms\/old-forum\/policy$/,
    says: /old-forum is not snapshotted by itself/,
    never: /not snapshotted by itself/,
  },
  'copies of a VM': {
    at: '/vms/old-forum/history',
    reads: /^\/v1\/(copies|targets)$/,
    says: /old-forum is not copied elsewhere/,
    never: /not copied elsewhere/,
  },
  files: {
    at: '/vms/old-forum/history?at=half-way&files=/etc',
    reads: /^\/v1\/vms\/old-forum\/snapshots\/half-way\/files$/,
    says: /forum\.conf/,
    never: /Nothing is in it/,
  },
  comparison: {
    at: '/vms/old-forum/history?at=before-upgrade&to=half-way',
    reads: /^\/v1\/vms\/old-forum\/snapshots\/before-upgrade\/diff$/,
    says: /1 came, 0 went, 1 changed/,
  },
  log: {
    at: '/vms/web/log',
    reads: /^\/v1\/vms\/web\/(log|console\/log)$/,
    says: 'main pre',
    never: /Nothing yet/,
  },
  XML: { at: '/vms/web/xml', reads: /^\/v1\/vms\/web\/xml$/, says: 'main pre' },
  images: { at: '/images', reads: /^\/v1\/(catalogue|uploads)$/, says: /Ubuntu 24\.04 LTS/ },
  networks: {
    at: '/networks',
    reads: /^\/v1\/networks$/,
    says: /libvirt has 2 networks/,
    never: /no networks|No VM is plugged in/,
  },
  bin: { at: '/bin', reads: /^\/v1\/bin$/, says: /One VM is in the bin/, never: /Nothing is in the bin/ },
  jobs: {
    at: '/jobs',
    reads: /^\/v1\/jobs$/,
    says: /There are no jobs yet/,
    never: /There are no jobs yet/,
  },
  'job that is not there': {
    at: '/jobs/nothing',
    reads: /^\/v1\/jobs\/nothing$/,
    says: /There is no such page/,
    never: /There is no such page/,
  },
  host: {
    at: '/host',
    reads: /^\/v1\/(doctor|arc)$/,
    says: /What was looked at/,
    never: /The host is well/,
  },
  pools: {
    at: '/pools',
    reads: /^\/v1\/(pools|drives|importable-pools)$/,
    says: /Drives in the case/,
    never: /There is no pool yet|there is none/,
  },
  'health of pools': {
    at: '/pools',
    reads: /^\/v1\/pools\/[^/]+\/health$/,
    waits: /fast is online/,
    says: /A drive has failed/,
    never: /(is|are) well/,
  },
  pool: { at: '/pools/tank', reads: /^\/v1\/pools\/tank/, says: /A drive has failed/, never: /is well/ },
  measure: {
    at: '/pools/tank/measure',
    reads: /^\/v1\/(pools\/tank|jobs)$/,
    says: /Nothing was measured in tank yet/,
    never: /Nothing was measured in tank yet/,
  },
  'new pool': {
    at: '/new/pool',
    reads: /^\/v1\/(pools|drives)$/,
    says: /recommended/,
    never: /No drive/,
  },
  layouts: {
    at: '/new/pool',
    reads: /^\/v1\/pool-layouts$/,
    waits: /Working out/,
    says: /recommended/,
  },
  account: {
    at: '/settings',
    reads: /^\/v1\/account/,
    says: /Your password alone opens your account/,
    never: /You came in without an account/,
  },
  sessions: { at: '/settings/sessions', reads: /^\/v1\/sessions$/, says: /You are signed in here/ },
  tokens: {
    at: '/settings/tokens',
    reads: /^\/v1\/tokens$/,
    says: /No program has a token/,
    never: /No program has a token/,
  },
  policies: {
    at: '/settings/policies',
    reads: /^\/v1\/policies$/,
    says: /No policy is wished/,
    never: /No policy is wished|Nothing is wished/,
  },
  copies: {
    at: '/settings/copies',
    reads: /^\/v1\/(copies|targets)$/,
    says: /Nothing is copied elsewhere/,
    never: /Nothing is copied|There is none yet/,
  },
  users: { at: '/settings/users', reads: /^\/v1\/users$/, says: /One person may come in/ },
  changes: {
    at: '/settings/log',
    reads: /^\/v1\/audit$/,
    says: 'main details',
    never: /Nothing is like that/,
  },
  house: { at: '/settings/house', reads: /^\/v1\/(web|health)$/, says: /OpenAPI 3\.1/ },
}

/** What stands on the inventory, which the live stream keeps; that stream tries again by itself. */
export const livePages: Readonly<Record<string, Pick<PageRow, 'at' | 'never'> & { readonly says: RegExp }>> =
  {
    overview: { at: '/', says: /home-assistant/, never: /All is well|There are no VMs/ },
    VMs: { at: '/vms', says: /home-assistant/, never: /There are no VMs|No VM is like that/ },
    VM: { at: '/vms/photos', says: /photos is running/, never: /There is no VM/ },
    'settings of a VM': { at: '/vms/web/settings', says: /The VM as a whole/, never: /There is no VM/ },
    images: { at: '/images', says: /In the house/, never: /There are no images/ },
    networks: { at: '/networks', says: /libvirt has 2 networks/, never: /no networks/ },
    jobs: { at: '/jobs', says: /There are no jobs yet/, never: /There are no jobs/ },
    'new VM': { at: '/new/vm', says: /kiste vm create/, never: /There are no VMs/ },
  }

/** What a house that nothing is in says, and how one comes by it. */
export const emptyPages: Readonly<Record<string, readonly [at: string, ...says: readonly RegExp[]]>> = {
  overview: ['/', /All is well\. There are no VMs yet\./, /kiste vm create debian --image debian-12 --pull/],
  VMs: ['/vms', /There are no VMs yet\. An image and a name/, /kiste vm create debian/],
  images: ['/images', /There are no images yet\. Fetch one, or send a file/, /Fetch$/],
  networks: ['/networks', /libvirt has no networks of its own here/],
  bin: ['/bin', /Nothing is in the bin\. What you delete comes here/],
  jobs: ['/jobs', /There are no jobs yet\. Whatever you have changed here/],
  host: ['/host', /The host is well/],
  pools: ['/pools', /There is no pool yet\. Two free drives/],
  'new pool': ['/new/pool', /No drive is free\. Plug in a new one/, /Choose at least one drive/],
  'new VM': ['/new/vm', /Fetched first|It is fetched from its makers/],
  tokens: ['/settings/tokens', /No program has a token\. With one it may do/],
  policies: [
    '/settings/policies',
    /No policy is wished: nothing is snapshotted by itself/,
    /There are none: /,
  ],
  copies: ['/settings/copies', /Nothing is copied elsewhere\. It begins with a target/, /There is none yet/],
  search: ['/settings/log?who=nobody', /Nothing is like that/],
  'no such VM': ['/vms/nothing', /There is no VM called nothing\. Perhaps/],
  'no such pool': ['/pools/nothing', /There is no pool called nothing\. Perhaps/],
  'no such page': ['/settings/nothing', /There is no such page/],
}
