/** Where the cache keeps what was read, so that events find it. */
export const keys = {
  session: ['session'],
  inventory: ['inventory'],
  doctor: ['doctor'],
  arc: ['arc'],
  health: ['health'],
  jobs: ['jobs'],
  pools: ['pools'],
  drives: ['drives'],
  importablePools: ['importablePools'],
  pool: (name: string) => ['pool', name],
  vm: (name: string) => ['vm', name],
  history: (name: string) => ['history', name],
  job: (id: string) => ['job', id],
  jobLog: (id: string) => ['jobLog', id],
  poolLayouts: (wish: unknown) => ['drives', 'layouts', JSON.stringify(wish)],
  plan: (endpoint: string, input: unknown) => ['plan', endpoint, JSON.stringify(input)],
} as const
