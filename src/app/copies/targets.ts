import { planCreateTarget, type CreateTargetWish } from '../../domain/plan-create-target.ts'
import { refused, valid, type Problem } from '../../domain/problem.ts'
import { isProblem } from '../../domain/snapshot-rules.ts'
import type { Scoped } from '../../domain/scoped.ts'
import type { CopyWish } from '../../domain/plan-set-copies.ts'
import { findTarget, targetRef, type Target } from '../../domain/target.ts'
import type { PlannedChange } from '../app.ts'
import type { AppDeps } from '../deps.ts'
import { plannedChange } from '../planned-change.ts'
import { answeringPools } from './answering-pools.ts'

/** Decides on where copies may go: a pool of this host. */
export async function createTarget(deps: AppDeps, wish: CreateTargetWish): Promise<PlannedChange> {
  const { host, copies, engine, randomBytes } = deps
  const [pools, stores, { hostname }] = await Promise.all([
    answeringPools(host),
    host.stores.list(),
    host.facts.host(),
  ])
  const planned = planCreateTarget(wish, {
    targets: copies.targets(),
    pools,
    stores: stores.map(({ name }) => name),
    hostname,
    id: Buffer.from(randomBytes(4)).toString('hex'),
  })
  return plannedChange(engine, 'target.create', planned)
}

/** Decides to forget a target that nothing is copied to any more. What is there stays. */
export async function removeTarget({ copies, engine }: AppDeps, name: string): Promise<PlannedChange> {
  const target = findTarget(copies.targets(), name)
  if (isProblem(target)) return plannedChange(engine, 'target.remove', refused<object>(target))
  const wished = usesOf(copies.wished(), name)
  const plan = { target, notes: [`What was copied stays: ${target.dataset}`] }
  const planned = wished.length > 0 ? refused<object>(stillWished(target, wished)) : valid<object>(plan)
  return plannedChange(engine, 'target.remove', planned)
}

/** For what it is wished. */
function usesOf({ host, stores, vms }: Scoped<CopyWish>, name: string): readonly string[] {
  const has = (wish: CopyWish | undefined) => wish?.includes(name) === true
  const keys = (wishes: Readonly<Record<string, CopyWish>>) =>
    Object.entries(wishes).flatMap(([key, wish]) => (has(wish) ? [key] : []))
  return [
    ...(has(host) ? ['this host'] : []),
    ...keys(stores).map((store) => `the store ${store}`),
    ...(keys(vms).length === 0 ? [] : ['single VMs']),
  ]
}

function stillWished({ name }: Target, wished: readonly string[]): Problem {
  return {
    code: 'in_use',
    object: targetRef(name),
    message: `The target ${name} is still wished for: ${wished.join(', ')}.`,
    hint: 'Say otherwise first: kiste copy clear, or kiste copy set --none',
  }
}
