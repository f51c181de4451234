/** Where the cache keeps what was read, so that events find it. */
export const keys = {
  session: ['session'],
  inventory: ['inventory'],
  doctor: ['doctor'],
  arc: ['arc'],
  health: ['health'],
  jobs: ['jobs'],
  bin: ['bin'],
  vm: (name: string) => ['vm', name],
  history: (name: string) => ['history', name],
  /** A point that was taken anew under an old name is another one. */
  files: (vm: string, { id, createdAt }: { readonly id: string; readonly createdAt: string }) => [
    'files',
    vm,
    id,
    createdAt,
  ],
  job: (id: string) => ['job', id],
  jobLog: (id: string) => ['jobLog', id],
  plan: (endpoint: string, input: unknown) => ['plan', endpoint, JSON.stringify(input)],
} as const
