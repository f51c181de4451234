import { poolsToShow, type FoundPools } from '../domain/libvirt-pool.ts'
import { planLibvirtPools } from '../domain/plan-libvirt-pools.ts'
import { toProblems, type Problem } from '../domain/problem.ts'
import type { Host } from '../host/host.ts'

/** Jobs after which other disks are there, or others by these names. Of the rest, and of others' doings, the next tick sees to it. */
export const changeDisks: ReadonlySet<string> = new Set([
  'vm.create',
  'vm.clone',
  'vm.delete',
  'vm.rename',
  'vm.move',
  'vm.adopt',
  'vm.go-back',
  'vm.try',
  'vm.try-keep',
  'vm.try-discard',
  'branch.switch',
  'bin.restore',
  'disk.add',
  'disk.grow',
  'disk.remove',
  'store.create',
  'store.adopt',
  'pool.import',
  'pool.export',
  'pool.destroy',
])

/**
 * Has libvirt show the disks of all stores as they are now, in storage pools of Kiste's own: pools that are missing, stopped or behind are
 * made, started and refreshed, those of what is not there any more are forgotten. `told` keeps what was told, so that it is told once.
 */
export async function reconcileLibvirtPools(
  { stores, libvirtPools }: Pick<Host, 'stores' | 'libvirtPools'>,
  told: Set<string>,
  warn: (problem: Problem) => void,
  signal: AbortSignal,
): Promise<void> {
  const found = await libvirtPools.look()
  if (found.state === 'away') return
  const problems =
    found.state === 'seen'
      ? await bringUpToDate({ stores, libvirtPools }, found, signal)
      : [cannotShow(found)]
  for (const problem of problems) if (!told.has(problem.message)) warn(problem)
  told.clear()
  for (const { message } of problems) told.add(message)
}

async function bringUpToDate(
  { stores, libvirtPools }: Pick<Host, 'stores' | 'libvirtPools'>,
  found: Extract<FoundPools, { state: 'seen' }>,
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const { hide, show, obstacles } = planLibvirtPools(poolsToShow(await stores.disks()), found)
  const problems: Problem[] = [...obstacles]
  // Hidden first: what has another name now would else be there twice.
  const works = [
    ...hide.map((pool) => () => libvirtPools.hide(pool)),
    ...show.map((pool) => () => libvirtPools.show(pool)),
  ]
  for (const work of works) {
    if (signal.aborted) break
    try {
      await work()
    } catch (error) {
      // The others are shown all the same, and this one is tried again at the next tick.
      problems.push(...toProblems(error))
    }
  }
  return problems
}

function cannotShow({ because, hint }: Extract<FoundPools, { state: 'impossible' }>): Problem {
  return {
    code: 'not_supported',
    object: { type: 'host', name: 'libvirt' },
    message: `virsh and virt-manager do not show the disks of the stores as storage. ${because}`,
    hint,
  }
}
