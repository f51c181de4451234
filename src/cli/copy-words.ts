/** What the CLI says about targets and copies. */
export const copyWords = {
  targets: {
    none: 'There is no target: nothing is copied elsewhere. Make one: kiste target create usb --pool POOL',
    columns: { name: 'NAME', pool: 'POOL', dataset: 'COPIES' },
    made: (name: string) => `${name} is a target now.`,
    removed: (name: string) => `${name} is forgotten as a target; what was copied stays there.`,
    pool: {
      field: 'pool',
      message: 'It was not said in which pool the target is.',
      hint: 'Give --pool NAME; see which there are: kiste pool list',
    },
  },
  none: 'Nothing is wished to be copied elsewhere. Say what: kiste copy set web --to usb',
  columns: { vm: 'VM', target: 'TARGET', last: 'NEWEST COPY', taken: 'TAKEN', state: 'STATE' },
  state: { upToDate: 'up to date', behind: 'behind', none: 'none yet' },
  wishes: { of: 'OF', name: 'NAME', to: 'COPIED TO' },
  of: { host: 'host', store: 'store', vm: 'VM' },
  nothing: 'nothing',
  set: (whose: string) => `It is noted where ${whose} is copied to.`,
  cleared: (whose: string) => `It is no longer noted where ${whose} is copied to.`,
  run: (vm: string, target: string) => `${vm} is copied to ${target}.`,
  store: (store: string) => `what is in the store ${store}`,
  host: 'everything on this host',
  which: {
    field: 'vm',
    message: 'Exactly one thing is copied by a wish: a VM, those of a store, or those of the host.',
    hint: 'Name a VM, or give --store NAME, or --host.',
  },
  what: {
    field: 'to',
    message: 'It was not said where to copy to.',
    hint: 'Give --to TARGET, or --none; to take a wish back: kiste copy clear',
  },
  whereto: {
    field: 'to',
    message: 'It was not said where to copy to.',
    hint: 'Give --to TARGET; see which there are: kiste target list',
  },
} as const
