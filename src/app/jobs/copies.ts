import type { DueCopies } from '../../domain/copies-due.ts'
import type { CreateTargetPlan } from '../../domain/plan-create-target.ts'
import type { SetCopiesPlan } from '../../domain/plan-set-copies.ts'
import { toProblems } from '../../domain/problem.ts'
import { sayScope, withWish } from '../../domain/scoped.ts'
import { placeAt, targetRef, type Target } from '../../domain/target.ts'
import { defineJobKind, type StepContext } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'

/** Notes where copies may go. */
export const createTargetJob = defineJobKind<CreateTargetPlan, JobDeps>({
  kind: 'target.create',
  parse: (plan) => planWith<CreateTargetPlan>(plan, ['target']),
  title: ({ target: { name, pool } }) => `Make the target ${name} in the pool ${pool}`,
  object: ({ target }) => targetRef(target.name),
  locks: () => ['targets'],
  steps: ({ target }, { copies }) => [
    {
      name: 'Note where copies go',
      run: async () => copies.changeTargets((now) => [...without(now, target), target]),
      undo: async () => copies.changeTargets((now) => without(now, target)),
    },
  ],
})

export interface RemoveTargetPlan {
  readonly target: Target
}

/** Forgets where copies go. What was copied there stays. */
export const removeTargetJob = defineJobKind<RemoveTargetPlan, JobDeps>({
  kind: 'target.remove',
  parse: (plan) => planWith<RemoveTargetPlan>(plan, ['target']),
  title: ({ target }) => `Forget the target ${target.name}`,
  object: ({ target }) => targetRef(target.name),
  locks: ({ target }) => ['targets', `target:${target.id}`],
  steps: ({ target }, { copies }) => [
    {
      name: 'Forget where copies go',
      run: async () => copies.changeTargets((now) => without(now, target)),
      undo: async () => copies.changeTargets((now) => [...without(now, target), target]),
    },
  ],
})

function without(targets: readonly Target[], { id }: Target): readonly Target[] {
  return targets.filter((target) => target.id !== id)
}

/** Notes where a VM, those of a store, or all are copied to. */
export const setCopiesJob = defineJobKind<SetCopiesPlan, JobDeps>({
  kind: 'copies.set',
  parse: (plan) => planWith<SetCopiesPlan>(plan, ['scope', 'name', 'to', 'from']),
  title: ({ scope: { of }, name, to }) =>
    to === null
      ? `Take back where ${sayScope({ of, name })} is copied to`
      : to.length === 0
        ? `Copy nothing of ${sayScope({ of, name })} from now on`
        : `Copy ${sayScope({ of, name })} to ${to.join(', ')} from now on`,
  object: ({ scope, name }) => ({ type: scope.of, name }),
  locks: () => ['copies'],
  steps: ({ scope, to, from }, { copies }) => [
    {
      name: 'Note what is wished',
      run: async () => copies.changeWished((now) => withWish(now, scope, to ?? undefined)),
      undo: async () => copies.changeWished((now) => withWish(now, scope, from ?? undefined)),
    },
  ],
})

/** Brings copies up to date. What was copied stays so, whatever becomes of the job: the next one goes on there. */
export const updateCopiesJob = defineJobKind<DueCopies, JobDeps>({
  kind: 'copies.update',
  parse: (plan) => planWith<DueCopies>(plan, ['target', 'store', 'vms']),
  title: ({ target, vms }) => `Copy ${vms.map(({ name }) => name).join(', ')} to ${target.name}`,
  object: ({ target }) => targetRef(target.name),
  // Not the VMs: a copy may take hours, and changes nothing of theirs.
  locks: ({ target, store }) => [
    { name: `target:${target.id}`, mode: 'shared' },
    `copies:${target.id}:${store}`,
  ],
  steps: (plan, deps) => [
    {
      name: `Copy what is new to ${plan.target.dataset}`,
      command: deps.host.copies.commands.update(placeAt(plan.target, plan.store), plan.vms[0]?.name ?? ''),
      run: (ctx) => update(plan, deps, ctx),
    },
  ],
})

async function update({ target, store, vms }: DueCopies, deps: JobDeps, ctx: StepContext): Promise<void> {
  const { host, copies } = deps
  const place = placeAt(target, store)
  const placed = vms.map(({ name, uuid }) => ({ vm: name, uuid }))
  try {
    await host.copies.prepare(place)
    await host.copies.update(place, placed, {
      signal: ctx.signal,
      onProgress: (done, total) => ctx.progress(done, total, 'bytes'),
    })
  } catch (error) {
    // Called off is not failed: nothing is known that was not before.
    if (!ctx.signal.aborted)
      for (const { uuid } of vms) {
        const before = copies.state(target.id, uuid) ?? {}
        copies.note(target.id, uuid, { ...before, failed: failedAgain(before.failed, error, deps.now()) })
      }
    throw error
  }
  const found = await host.copies.list(place)
  for (const { uuid, newest } of vms) {
    const last = found.find((copied) => copied.uuid === uuid)?.points.at(-1)
    copies.note(target.id, uuid, { upTo: newest.createdAt, ...(last === undefined ? {} : { last }) })
  }
}

function failedAgain(before: { readonly count: number } | undefined, error: unknown, now: Date) {
  return { count: (before?.count ?? 0) + 1, lastAtMs: now.getTime(), because: toProblems(error)[0].message }
}
