import { asMiB, checkWhole } from './number-check.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { whyNot } from './vm-rules.ts'
import { checkNotes, tidyNotes } from './vm-notes.ts'
import type { VmFacts } from './vm.ts'

export interface SetWish {
  readonly cpus?: number | undefined
  readonly memoryMiB?: number | undefined
  readonly autostart?: boolean | undefined
  /** What is written about it, instead of what was; empty for nothing. They count at once, also while it runs. */
  readonly notes?: string | undefined
}

export interface SetFacts {
  readonly vm: VmFacts
  readonly memoryTotalMiB: number
}

export interface SetPlan {
  readonly name: string
  readonly uuid: string
  /** Only what differs from what is, or from what waits for the next start. */
  readonly to: SetWish
  /** The same fields as the definition had them, for the way back. */
  readonly from: SetWish
  /** The same fields as the running VM had them. */
  readonly fromLive: SetWish
  readonly live: boolean
  readonly notes: readonly string[]
}

/** Decides what has to change so that a VM is as wished; nothing to change is a plan without changes. */
export function planSetVm(wished: SetWish, facts: SetFacts): Checked<SetPlan> {
  const { vm } = facts
  const wish = wished.notes === undefined ? wished : { ...wished, notes: tidyNotes(wished.notes) }
  const problems: Problem[] = [
    ...whyNot('set', vm),
    ...(wish.cpus === undefined
      ? []
      : checkWhole(wish.cpus, { field: 'cpus', what: 'The number of CPUs', min: 1, max: 255 })),
    ...(wish.memoryMiB === undefined
      ? []
      : checkWhole(wish.memoryMiB, {
          field: 'memoryMiB',
          what: 'The memory',
          min: 64,
          max: facts.memoryTotalMiB,
          show: asMiB,
          hint: `This host has ${facts.memoryTotalMiB} MiB in all.`,
        })),
    ...(wish.notes === undefined ? [] : checkNotes(wish.notes)),
  ]
  if (Object.values(wish).every((value) => value === undefined))
    problems.push({
      code: 'invalid_input',
      message: `Nothing to change on ${vm.name} was named.`,
      hint: 'Name at least one of cpus, memory, autostart and notes.',
    })
  if (problems.length > 0) return refused(...problems)
  const config = definedOf(vm)
  const differs = (key: 'cpus' | 'memoryMiB' | 'autostart') =>
    wish[key] !== undefined && (wish[key] !== vm[key] || wish[key] !== config[key])
  const pick = (source: SetWish): SetWish => ({
    ...(differs('cpus') ? { cpus: source.cpus } : {}),
    ...(differs('memoryMiB') ? { memoryMiB: source.memoryMiB } : {}),
    ...(differs('autostart') ? { autostart: source.autostart } : {}),
    ...(wish.notes !== undefined && wish.notes !== (vm.notes ?? '') ? { notes: source.notes ?? '' } : {}),
  })
  const to = pick(wish)
  return valid({
    name: vm.name,
    uuid: vm.uuid,
    to,
    from: pick({ ...vm, ...config }),
    fromLive: pick(vm),
    live: vm.status.state === 'running' && (to.cpus !== undefined || to.memoryMiB !== undefined),
    notes: Object.keys(to).length === 0 ? [`${vm.name} is already so.`] : [],
  })
}

/** What the next start would give; unknown of a VM that is held, so that nothing then counts as being so already. */
function definedOf({ cpus, memoryMiB, autostart, status }: VmFacts): SetWish {
  switch (status.state) {
    case 'running':
      return { cpus, memoryMiB, autostart, ...status.pending }
    case 'stopped':
    case 'crashed':
      return { cpus, memoryMiB, autostart }
    case 'paused':
    case 'stopping':
    case 'sleeping':
      return { autostart }
  }
}
