import { inForce, wishedFor, withWish, type Scope } from '../../domain/scoped.ts'
import type { CopiedPoint } from '../../domain/copy.ts'
import type { CopyState } from '../../domain/copies-due.ts'
import { planSetCopies, type SetCopiesWish } from '../../domain/plan-set-copies.ts'
import { policyInForce } from '../../domain/policy-scope.ts'
import { problemError } from '../../domain/problem.ts'
import { isProblem } from '../../domain/snapshot-rules.ts'
import { findTarget, type Target } from '../../domain/target.ts'
import type { PlannedChange } from '../app.ts'
import type { AppDeps } from '../deps.ts'
import { noPlace } from '../find-place.ts'
import { findScope, reachOf, type FoundScope, type NamedScope } from '../find-scope.ts'
import { namedWishes } from '../named-wishes.ts'
import { plannedChange } from '../planned-change.ts'
import { copyVms, type KnownVm } from './copy-vms.ts'

/** Where something is copied to, by the names people use. */
export interface CopyEntry {
  readonly of: Scope['of']
  readonly name: string
  readonly to: readonly string[]
}

/** How a VM is at one target. */
export interface CopyView {
  readonly vm: string
  readonly target: string
  /** The newest snapshot that came, and when it was taken. */
  readonly last?: CopiedPoint | undefined
  readonly upToDate: boolean
  /** Why the last try did not come through. */
  readonly failed?: string | undefined
}

export interface CopyQueries {
  targets(): readonly Target[]
  /** Where what is copied, as it is wished. */
  copyWishes(): Promise<readonly CopyEntry[]>
  /** How each VM is at each target it is to be copied to. */
  copies(): Promise<readonly CopyView[]>
}

/** Decides where a VM, those of a store, or all are copied to from now on. */
export async function setCopies(
  deps: AppDeps,
  named: NamedScope,
  wish: SetCopiesWish,
): Promise<PlannedChange> {
  const { copies, policies, engine } = deps
  const [found, vms] = [await findScope(deps, named), await copyVms(deps)]
  const wished = copies.wished()
  const then = withWish(wished, found.scope, wish.to)
  const reached = vms.filter((vm) => isWithin(found, vm) && (inForce(then, vm)?.wish ?? []).length > 0)
  const policy = (vm: KnownVm) => policyInForce(policies.read(), vm)?.policy ?? 'none'
  const planned = planSetCopies(wish, {
    scope: found.scope,
    name: found.name,
    targets: copies.targets(),
    before: wishedFor(wished, found.scope),
    otherwise: inForce(withWish(wished, found.scope, undefined), reachOf(found))?.wish,
    unfit: reached.filter(({ inPool }) => !inPool).map(({ name }) => name),
    withoutPolicy: reached.filter((vm) => vm.inPool && policy(vm) === 'none').map(({ name }) => name),
  })
  return plannedChange(engine, 'copies.set', planned)
}

function isWithin({ scope }: FoundScope, { uuid, store }: KnownVm): boolean {
  if (scope.of === 'host') return true
  return scope.of === 'store' ? scope.store === store : scope.uuid === uuid
}

export interface CopyNowWish {
  readonly vm: string
  readonly to: string
}

/** Decides to copy a VM to a target now, whatever is wished. */
export async function copyNow(deps: AppDeps, { vm: named, to }: CopyNowWish): Promise<PlannedChange> {
  const target = findTarget(deps.copies.targets(), to)
  if (isProblem(target)) throw problemError(target)
  const { scope, name } = await findScope(deps, { of: 'vm', vm: named })
  const vm = (await copyVms(deps)).find(({ uuid }) => scope.of === 'vm' && uuid === scope.uuid)
  if (vm === undefined) throw noPlace(name)
  if (!vm.inPool) throw notInPool(vm)
  if (vm.newest === undefined) throw noSnapshot(name)
  const { uuid, store, newest } = vm
  return plannedChange(deps.engine, 'copies.update', {
    ok: true,
    value: { target, store, vms: [{ name, uuid, newest }] },
  })
}

function notInPool({ name, store }: KnownVm) {
  return problemError({
    code: 'not_supported',
    object: { type: 'vm', name },
    message: `VM ${name} cannot be copied: its store ${store} is in no pool.`,
    hint: `Move it to one that is: kiste vm move ${name} --store POOL`,
  })
}

function noSnapshot(name: string) {
  return problemError({
    code: 'wrong_state',
    object: { type: 'vm', name },
    message: `VM ${name} has no snapshot yet, and copies bring snapshots.`,
    hint: `Take one: kiste snapshot create ${name}; or have them taken: kiste policy set ${name}`,
  })
}

export function createCopyQueries(deps: AppDeps): CopyQueries {
  const { host, copies } = deps
  return {
    targets: () => copies.targets(),
    async copyWishes() {
      return (await namedWishes(host, copies.wished())).map(({ wish: to, ...whose }) => ({ ...whose, to }))
    },
    async copies() {
      const wished = copies.wished()
      const targets = copies.targets()
      const able = (await copyVms(deps)).filter(({ inPool }) => inPool)
      return able.flatMap((vm) =>
        (inForce(wished, vm)?.wish ?? []).flatMap((name) => {
          const target = targets.find((one) => one.name === name)
          return target ? [viewOf(vm, name, copies.state(target.id, vm.uuid))] : []
        }),
      )
    },
  }
}

function viewOf({ name, newest }: KnownVm, target: string, state: CopyState = {}): CopyView {
  const { last, failed } = state
  return {
    vm: name,
    target,
    ...(last === undefined ? {} : { last }),
    upToDate: newest !== undefined && last?.createdAt === newest.createdAt,
    ...(failed === undefined ? {} : { failed: failed.because }),
  }
}
