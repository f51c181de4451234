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
  importablePools: ['importablePools'],
  image: (id: string) => ['image', id],
  vm: (name: string) => ['vm', name],
  history: (name: string) => ['history', name],
  job: (id: string) => ['job', id],
  jobLog: (id: string) => ['jobLog', id],
  plan: (endpoint: string, input: unknown) => ['plan', endpoint, JSON.stringify(input)],
} as const
