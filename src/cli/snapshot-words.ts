import type { Consistency } from '../domain/snapshot.ts'

/** What the CLI says about snapshots and branches. */
export const snapshotWords = {
  none: (vm: string) => `${vm} has no snapshots. Take one: kiste snapshot create ${vm}`,
  columns: {
    tree: 'SNAPSHOT',
    taken: 'TAKEN',
    finds: 'GUEST FINDS',
    alone: 'ALONE',
    holds: 'HELD BY',
    note: 'NOTE',
  },
  historyColumns: { vm: 'VM', branch: 'BRANCH', snapshots: 'SNAPSHOTS', last: 'LAST', taken: 'TAKEN' },
  unreadable: (vm: string, why: string) => `The snapshots of ${vm} cannot be read: ${why}`,
  branchColumns: { branch: 'BRANCH', from: 'BEGAN AT', left: 'LEFT', snapshots: 'SNAPSHOTS' },
  now: 'now',
  beginning: 'the beginning',
  lives: 'current',
  finds: {
    off: 'was off',
    ram: 'its RAM',
    filesystem: 'clean file systems',
    crash: 'as after a power cut',
  } satisfies Record<Consistency, string>,
  verdict: {
    off: (id: string, vm: string) => `${id} is ${vm} while it was off.`,
    ram: (id: string, vm: string) => `${id} is ${vm} in the middle of what it did: it goes on from its RAM.`,
    filesystem: (id: string, vm: string) => `${id} is ${vm} with clean file systems.`,
    crash: (id: string, vm: string) => `${id} is ${vm} as it would be after a power cut.`,
  } satisfies Record<Consistency, (id: string, vm: string) => string>,
  fact: {
    taken: 'Taken',
    by: 'By',
    branch: 'Branch',
    after: 'After',
    alone: 'Alone',
    aloneText: (size: string) => `${size} become free if it is removed`,
    holds: 'Held by',
    dependents: 'Needed by',
    note: 'Note',
    author: { user: 'hand', policy: 'a policy', clone: 'a clone', leaving: 'leaving its branch' },
  },
  noSnapshot: (vm: string, id: string) => ({
    message: `${vm} has no snapshot named ${JSON.stringify(id)}.`,
    hint: `See what there is: kiste snapshot list ${vm}`,
  }),
  taken: (id: string, vms: readonly string[]) => `Snapshot ${id} of ${vms.join(', ')} is taken.`,
  found: (vm: string, consistency: Consistency) =>
    consistency === 'crash'
      ? `${vm} is kept as after a power cut.`
      : consistency === 'filesystem'
        ? `${vm} is kept with clean file systems.`
        : consistency === 'ram'
          ? `${vm} is kept with its RAM.`
          : `${vm} was off.`,
  removed: (id: string, vm: string) => `Snapshot ${id} of ${vm} is gone for good.`,
  held: (id: string, vm: string, hold: string) => `Snapshot ${id} of ${vm} stays until ${hold} is released.`,
  released: (id: string, vm: string) => `Snapshot ${id} of ${vm} can be removed.`,
  wentBack: (vm: string, id: string, branch: string) =>
    `${vm} is as it was at ${id}, on the branch ${branch}.`,
  switched: (vm: string, branch: string) => `${vm} lives on the branch ${branch}.`,
  left: (vm: string, branch: string) => `What it was before stays: kiste branch switch ${vm} ${branch}`,
  branchRemoved: (branch: string, vm: string) => `The branch ${branch} of ${vm} is gone for good.`,
  trying: (vm: string) => `Go ahead: ${vm} can go back to this point.`,
  tryEnds: (vm: string) => `Next: kiste try keep ${vm}, or kiste try discard ${vm}`,
  kept: (vm: string) => `${vm} stays as it is.`,
  discarded: (vm: string) => `${vm} is as it was before.`,
  tried: (vm: string, branch: string) =>
    `What was tried stays on the branch ${branch}; if it is not wanted any more: kiste branch remove ${vm} ${branch}`,
  confirm: {
    snapshots: (vm: string, ids: readonly string[]) =>
      `Remove ${ids.length === 1 ? 'the snapshot' : 'the snapshots'} ${ids.join(', ')} of ${vm} for good? There is no way back.`,
    branches: (vm: string, ids: readonly string[]) =>
      `Remove ${ids.length === 1 ? 'the branch' : 'the branches'} ${ids.join(', ')} of ${vm} for good? There is no way back.`,
  },
} as const
