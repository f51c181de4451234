import { admitMemory, sayArcChange, type ArcFacts, type MemoryFacts } from './memory-admission.ts'
import { refused, valid, type Checked } from './problem.ts'
import { MiB } from './size.ts'

/** What is to happen when a VM does not fit: `shrink-arc` lets ZFS's cache be smaller, `overcommit` starts it even so. */
export const memoryWishes = ['shrink-arc', 'overcommit'] as const
export type MemoryWish = (typeof memoryWishes)[number]

/** What has to be done with ZFS's cache before a VM starts, if anything, and what there is to be said. */
export interface StartMemory {
  readonly arc?: ArcLimit | undefined
  readonly notes: readonly string[]
}

export interface ArcLimit {
  readonly maxBytes: number
  /** What was set before, 0 for nothing: the way back. */
  readonly wasBytes: number
}

export interface StartArc extends ArcFacts {
  /** The limit somebody has set; 0 leaves it to ZFS. */
  readonly setBytes: number
}

export interface StartMemoryFacts extends MemoryFacts {
  readonly arc?: StartArc | undefined
}

/**
 * Decides whether a VM may start in the memory there is. ZFS's cache yields to others by itself, but not at once: a limit that is merely
 * too high is left alone, and a cache that has grown beyond what is left has to be made smaller first.
 */
export function planStartMemory(
  vm: { readonly name: string; readonly memoryMiB: number },
  facts: StartMemoryFacts,
  wish?: MemoryWish,
): Checked<StartMemory> {
  const verdict = admitMemory(vm.name, vm.memoryMiB, facts)
  if (verdict.verdict === 'fits') return valid({ notes: [] })
  if (verdict.verdict === 'refused') {
    const { problem } = verdict
    if (wish === 'overcommit') return valid({ notes: [`Started even so: ${problem.message}`] })
    const hint = `${problem.hint ?? ''} To start it even so: kiste vm start ${vm.name} --overcommit`.trim()
    return refused({ ...problem, hint })
  }
  const { arc } = facts
  const { arcMaxMiB } = verdict
  if (arc === undefined) return valid({ notes: [] })
  const said = sayArcChange(vm.name, arcMaxMiB, arc)
  if (wish === 'shrink-arc')
    return valid({
      arc: { maxBytes: arcMaxMiB * MiB, wasBytes: arc.setBytes },
      notes: [`${said} It stays so: kiste pool arc`],
    })
  if (wish === 'overcommit' || arc.sizeMiB <= arcMaxMiB) return valid({ notes: [] })
  return refused(cacheInTheWay(vm.name, said))
}

function cacheInTheWay(vm: string, said: string) {
  return {
    code: 'no_space',
    field: 'memoryMiB',
    object: { type: 'vm', name: vm },
    message: said,
    hint: `Let it: kiste vm start ${vm} --shrink-arc. To start the VM even so: --overcommit`,
  } as const
}
