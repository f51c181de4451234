import type { VmPolicyAnswer } from '../contract/schemas/policy.ts'

type Reason = Exclude<VmPolicyAnswer['fates'][number]['stays'][number], number>

/** What the CLI says about policies. */
export const policyWords = {
  none: 'No policy is wished: nothing is snapshotted by itself. Set one: kiste policy set --host --rules "daily at 03:00, keep 14"',
  columns: { of: 'OF', name: 'NAME', rules: 'RULES', zone: 'TIME ZONE' },
  of: { host: 'host', store: 'store', vm: 'VM' },
  noneOf: (vm: string) =>
    `${vm} is not snapshotted by itself. Set a policy: kiste policy set ${vm} --rules "daily at 03:00, keep 14"`,
  switchedOff: (vm: string) => `${vm} is not snapshotted by itself: its policy is none.`,
  from: { host: 'as wished of the host', store: 'as wished of its store', vm: 'of its own' },
  verdict: (vm: string, from: string) => `${vm} is snapshotted by itself, ${from}.`,
  fact: { rules: 'Rules', zone: 'Time zone' },
  coming: { rule: 'RULE', week: 'IN A WEEK', next: 'NEXT' },
  fates: { snapshot: 'SNAPSHOT', stays: 'STAYS BECAUSE' },
  goes: 'goes',
  why: {
    newest: 'it is the newest',
    'by-others': 'no policy made it',
    held: 'it is held',
    needed: 'something stands on it',
    base: 'a copy goes on from it',
    clock: 'times are in doubt',
    tip: 'a branch ends in it',
  } satisfies Record<Reason, string>,
  doubt: {
    ahead: 'The clock jumped ahead, so nothing is removed until it has gone evenly for a day.',
    back: 'The clock went back, so nothing is removed until it has gone evenly for a day.',
  },
  set: (whose: string) => `The policy of ${whose} is set.`,
  cleared: (whose: string) => `The policy of ${whose} is taken back.`,
  store: (store: string) => `the store ${store}`,
  host: 'this host',
  which: {
    field: 'vm',
    message: 'Exactly one thing has a policy set: a VM, a store or the host.',
    hint: 'Name a VM, or give --store NAME, or --host.',
  },
  what: {
    field: 'rules',
    message: 'It was not said what the policy is.',
    hint: 'Give --rules "daily at 03:00, keep 14", or --none; to take one back: kiste policy clear',
  },
} as const
