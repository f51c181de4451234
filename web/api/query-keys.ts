/** Where the cache keeps what was read, so that events find it. */
export const keys = {
  session: ['session'],
  inventory: ['inventory'],
  doctor: ['doctor'],
  arc: ['arc'],
  health: ['health'],
  jobs: ['jobs'],
  vm: (name: string) => ['vm', name],
  history: (name: string) => ['history', name],
  job: (id: string) => ['job', id],
  jobLog: (id: string) => ['jobLog', id],
  /** Who may come in. */
  access: (what: string, more?: unknown) => ['access', what, JSON.stringify(more)],
  plan: (endpoint: string, input: unknown) => ['plan', endpoint, JSON.stringify(input)],
} as const
