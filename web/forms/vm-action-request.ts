import type { MemoryWish } from '../../src/domain/start-memory.ts'
import { wishFor, type Wish } from '../api/wish.ts'
import { shellWord } from '../components/shell-word.ts'
import { vmActionRules, type VmAction } from '../components/vm-actions.ts'
import type { ApiProblem } from '../api/answers.ts'

/** What a person may add to a wish. */
export interface ActionOptions {
  /** If the guest does not shut down in time, its plug is pulled. */
  readonly forceAfter: boolean
  /** What to do when a VM does not fit into memory. */
  readonly memory: MemoryWish | undefined
}

export const noOptions: ActionOptions = { forceAfter: false, memory: undefined }

/** Which actions ask a guest to shut down, and so may have to wait for it. */
export const actionsThatAskGuest: readonly VmAction[] = ['shutdown', 'restart']

interface ActionBody {
  readonly force?: 'now' | 'after-timeout'
  readonly memory?: MemoryWish
}

export function actionBody(action: VmAction, { forceAfter, memory }: ActionOptions): ActionBody {
  if (vmActionRules[action].forces) return { force: 'now' }
  if (actionsThatAskGuest.includes(action)) return forceAfter ? { force: 'after-timeout' } : {}
  return action === 'start' && memory !== undefined ? { memory } : {}
}

const memoryFlags: Readonly<Record<MemoryWish, string>> = {
  'shrink-arc': '--shrink-arc',
  overcommit: '--overcommit',
}
const forceFlags = { now: '--force', 'after-timeout': '--force-after' } as const

/** What one would type for the same. */
export function actionCommand(action: VmAction, vms: readonly string[], options: ActionOptions): string {
  const { force, memory } = actionBody(action, options)
  const flags = [force && forceFlags[force], memory && memoryFlags[memory]].filter(
    (flag) => flag !== undefined,
  )
  return ['kiste vm', vmActionRules[action].command, ...vms.map(shellWord), ...flags].join(' ')
}

/** Which ways out of a memory that is too small the daemon offers. */
export function memoryWaysOut(problems: readonly ApiProblem[]): readonly MemoryWish[] {
  const inTheWay = problems.filter(({ code, field }) => code === 'no_space' && field === 'memoryMiB')
  if (inTheWay.length === 0) return []
  return inTheWay.some(({ hint }) => hint?.includes(memoryFlags['shrink-arc']) === true)
    ? ['shrink-arc', 'overcommit']
    : ['overcommit']
}

/** The action, done to a VM. */
export function actionWish(action: VmAction, vm: string, options: ActionOptions): Wish {
  return wishFor(vmActionRules[action].endpoint, { params: { vm }, body: actionBody(action, options) })
}
