import { onBranch, onlyOnBranch } from './history.ts'
import { checkName } from './name.ts'
import type { ObjectRef, Problem } from './problem.ts'
import { firstBranch, type Branch, type History, type Snapshot } from './snapshot.ts'

/** What may be done to snapshots and branches, and what they are called. */

/** The hold that marks what a try goes back to. People's own holds have other names. */
export const tryHold = 'try'

export function snapshotRef(vm: string, snapshot: string): ObjectRef {
  return { type: 'snapshot', name: `${vm}@${snapshot}` }
}

export function branchRef(vm: string, branch: string): ObjectRef {
  return { type: 'branch', name: `${vm}/${branch}` }
}

/** The name of a snapshot nobody named: the second it was taken, in UTC. `taken` are the ids it must differ from. */
export function timeId(now: string, taken: readonly string[], prefix = ''): string {
  const second = `${prefix}${now.slice(0, 19).replaceAll(':', '-')}Z`
  return firstFree((n) => (n === 1 ? second : `${second}-${n}`), 1, taken)
}

/** The name of a new line nobody named: `main-2` and so on. */
export function freeBranchId({ branches }: Pick<History, 'branches'>): string {
  return firstFree(
    (n) => `${firstBranch}-${n}`,
    2,
    branches.map((branch) => branch.id),
  )
}

function firstFree(name: (n: number) => string, from: number, taken: readonly string[]): string {
  for (let n = from; ; n += 1) if (!taken.includes(name(n))) return name(n)
}

/** Problems of the name of a new snapshot of these VMs. */
export function checkNewSnapshotId(
  id: string,
  vms: readonly { readonly name: string; readonly history: Pick<History, 'snapshots'> }[],
): Problem[] {
  const checked = checkName(id, 'a snapshot')
  if (!checked.ok) return [...checked.problems]
  return vms
    .filter(({ history }) => history.snapshots.some((snapshot) => snapshot.id === id))
    .map(({ name }) => ({
      code: 'already_exists',
      field: 'name',
      object: snapshotRef(name, id),
      message: `${name} already has a snapshot named ${id}.`,
      hint: `Choose another name, or look at it with \`kiste snapshot show ${name} ${id}\`.`,
    }))
}

/** Problems of the name of a new branch. */
export function checkNewBranchId(id: string, vm: string, { branches }: Pick<History, 'branches'>): Problem[] {
  const checked = checkName(id, 'a branch', 'branch')
  if (!checked.ok) return [...checked.problems]
  if (!branches.some((branch) => branch.id === id)) return []
  return [
    {
      code: 'already_exists',
      field: 'branch',
      object: branchRef(vm, id),
      message: `${vm} already has a branch named ${id}.`,
      hint: `Choose another name, or go there with \`kiste branch switch ${vm} ${id}\`.`,
    },
  ]
}

/** The snapshot of this name, or the problem that there is none. */
export function findSnapshot(vm: string, history: History, id: string): Snapshot | Problem {
  const found = history.snapshots.find((snapshot) => snapshot.id === id)
  return (
    found ?? {
      code: 'not_found',
      field: 'snapshot',
      object: snapshotRef(vm, id),
      message: `${vm} has no snapshot named ${JSON.stringify(id)}.`,
      hint:
        history.snapshots.length === 0
          ? `It has none at all; take one with: kiste snapshot create ${vm}`
          : `See what there is: kiste snapshot list ${vm}`,
    }
  )
}

/** The branch of this name, or the problem that there is none. */
export function findBranch(
  vm: string,
  { branches }: Pick<History, 'branches'>,
  id: string,
): Branch | Problem {
  return (
    branches.find((branch) => branch.id === id) ?? {
      code: 'not_found',
      field: 'branch',
      object: branchRef(vm, id),
      message: `${vm} has no branch named ${JSON.stringify(id)}.`,
      hint: `There ${branches.length === 1 ? 'is' : 'are'}: ${branches.map((branch) => branch.id).join(', ')}.`,
    }
  )
}

/** Whether what was looked for is a problem instead. */
export function isProblem(found: object): found is Problem {
  return 'code' in found && 'message' in found
}

/** Everything that stands in the way of removing this snapshot. */
export function whyNotRemoveSnapshot(vm: string, history: History, id: string): Problem[] {
  const found = findSnapshot(vm, history, id)
  if (isProblem(found)) return [found]
  return [...whyNeeded(vm, found), ...(tipsLeft(history).has(id) ? [keepsBranch(vm, found)] : [])]
}

/** The last snapshot of each branch that was left: how it was left. */
export function tipsLeft({
  branches,
  snapshots,
}: Pick<History, 'branches' | 'snapshots'>): ReadonlySet<string> {
  const left = new Set(branches.filter(({ current }) => !current).map(({ id }) => id))
  const tips = new Map(
    snapshots.filter(({ branch }) => left.has(branch)).map(({ branch, id }) => [branch, id] as const),
  )
  return new Set(tips.values())
}

/**
 * What of that a store itself insists on. It gives up the last snapshot of a branch that was left while there is one before it: that
 * is how leaving it a second time, with nothing done meanwhile, is undone.
 */
export function whyStoreKeepsSnapshot(vm: string, history: History, id: string): Problem[] {
  const found = findSnapshot(vm, history, id)
  if (isProblem(found)) return [found]
  const isOnly = leftBranchOf(history, found)?.length === 1
  return [...whyNeeded(vm, found), ...(isOnly ? [keepsBranch(vm, found)] : [])]
}

/** What becomes of several snapshots that are to go together. */
export interface GoingTogether {
  /** In the order they were named. */
  readonly going: readonly string[]
  /** Why each of the others stays. */
  readonly staying: readonly Problem[]
}

/** Which of these snapshots a store gives up, and why it keeps the others. One that is gone already is neither. */
export function goingTogether(vm: string, history: History, ids: readonly string[]): GoingTogether {
  const going: string[] = []
  const staying: Problem[] = []
  let left = history
  for (const id of new Set(ids)) {
    if (!left.snapshots.some((snapshot) => snapshot.id === id)) continue
    // By what is left once those before it are gone: any of two may go, and not both.
    const why = whyStoreKeepsSnapshot(vm, left, id)
    staying.push(...why)
    if (why.length > 0) continue
    going.push(id)
    left = { ...left, snapshots: left.snapshots.filter((snapshot) => snapshot.id !== id) }
  }
  return { going, staying }
}

/** All snapshots of the branch this one is on, if the VM does not live there. */
function leftBranchOf(history: History, { branch }: Snapshot): readonly Snapshot[] | undefined {
  const isLeft = history.branches.some((other) => other.id === branch && !other.current)
  return isLeft ? onBranch(history, branch) : undefined
}

function whyNeeded(vm: string, snapshot: Snapshot): Problem[] {
  const { id, dependents } = snapshot
  const held = whyHeld(vm, snapshot, `Snapshot ${id} of ${vm} is held`)
  if (dependents.length === 0) return held
  return [
    ...held,
    {
      code: 'in_use',
      object: snapshotRef(vm, id),
      message: `Snapshot ${id} of ${vm} is needed: ${dependents.join(', ')} ${dependents.length === 1 ? 'stands' : 'stand'} on it.`,
      hint: `Remove what stands on it first: kiste branch remove ${vm} BRANCH, or delete the clone.`,
    },
  ]
}

function keepsBranch(vm: string, { id, branch }: Snapshot): Problem {
  return {
    code: 'in_use',
    object: snapshotRef(vm, id),
    message: `Snapshot ${id} of ${vm} is all that keeps how the branch ${branch} was left.`,
    hint: `Remove the branch: kiste branch remove ${vm} ${branch}`,
  }
}

/** Everything that stands in the way of removing this branch. */
export function whyNotRemoveBranch(vm: string, history: History, id: string): Problem[] {
  const found = findBranch(vm, history, id)
  if (isProblem(found)) return [found]
  const lost = onlyOnBranch(history, id)
  const clones = new Set(lost.flatMap(({ dependents }) => dependents))
  return [
    ...(found.current
      ? [
          {
            code: 'in_use',
            object: branchRef(vm, id),
            message: `${vm} lives on the branch ${id} now.`,
            hint: `Go to another one first: kiste branch switch ${vm} BRANCH`,
          } as const,
        ]
      : []),
    ...lost.flatMap((snapshot) =>
      whyHeld(vm, snapshot, `Snapshot ${snapshot.id}, which is only on the branch ${id} of ${vm}, is held`),
    ),
    ...(clones.size > 0
      ? [
          {
            code: 'in_use',
            object: branchRef(vm, id),
            message: `Snapshots that are only on the branch ${id} of ${vm} are needed by ${[...clones].join(', ')}.`,
            hint: 'Delete what stands on them first.',
          } as const,
        ]
      : []),
  ]
}

function whyHeld(vm: string, { id, holds }: Snapshot, what: string): Problem[] {
  if (holds.length === 0) return []
  const own = holds.filter((hold) => hold !== tryHold)
  const ways = [
    ...own.map((hold) => `kiste snapshot release ${vm} ${id} ${hold}`),
    ...(own.length < holds.length ? [`kiste try keep ${vm}`] : []),
  ]
  return [
    {
      code: 'in_use',
      object: snapshotRef(vm, id),
      message: `${what}: ${holds.join(', ')}.`,
      hint: `Let it go first: ${ways.join('; ')}`,
    },
  ]
}

/** Problems of the name of a hold. */
export function checkHold(hold: string): Problem[] {
  const checked = checkName(hold, 'a hold', 'hold')
  if (!checked.ok) return [...checked.problems]
  if (hold !== tryHold) return []
  return [
    {
      code: 'invalid_input',
      field: 'hold',
      message: `The hold ${tryHold} is what kiste try marks its snapshot with.`,
      hint: 'Choose another name.',
    },
  ]
}
