/** What the host's own measurements are kept under, where those of VMs have a UUID. */
export const hostSubject = 'host'

/** Where the cache keeps what was read, so that events find it. */
export const keys = {
  session: ['session'],
  inventory: ['inventory'],
  doctor: ['doctor'],
  arc: ['arc'],
  health: ['health'],
  metrics: (subject: string, range: string) => ['metrics', subject, range],
  jobs: ['jobs'],
  catalogue: ['catalogue'],
  networks: ['networks'],
  uploads: ['uploads'],
  image: (id: string) => ['image', id],
  bin: ['bin'],
  pools: ['pools'],
  drives: ['drives'],
  importablePools: ['importablePools'],
  pool: (name: string) => ['pool', name],
  vm: (name: string) => ['vm', name],
  /** Of an earlier run none is shown. */
  screenshots: (uuid: string) => ['screenshot', uuid],
  /** With a VM's state what it shows becomes another thing; its other changes are not to be seen on its screen. */
  screenshot: (uuid: string, state: string, widthPx: number) => ['screenshot', uuid, state, widthPx],
  history: (name: string) => ['history', name],
  /** With what holds for each VM, as all of that may change with one of them. */
  policies: ['policies'],
  vmPolicy: (name: string) => ['policies', name],
  /** Where copies go. */
  targets: ['targets'],
  /** What is wished to be copied, with how each copy is. */
  copies: ['copies'],
  /** A point that was taken anew under an old name is another one. */
  files: (vm: string, { id, createdAt }: { readonly id: string; readonly createdAt: string }) => [
    'files',
    vm,
    id,
    createdAt,
  ],
  job: (id: string) => ['job', id],
  jobLog: (id: string) => ['jobLog', id],
  poolLayouts: (wish: unknown) => ['drives', 'layouts', JSON.stringify(wish)],
  /** Who may come in. */
  access: (what: string, more?: unknown) => ['access', what, JSON.stringify(more)],
  plan: (endpoint: string, input: unknown) => ['plan', endpoint, JSON.stringify(input)],
} as const
