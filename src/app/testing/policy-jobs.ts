import { formatPolicyNote } from '../../domain/policy-note.ts'
import { type PolicyInForce } from '../../domain/policy-scope.ts'
import { withWish } from '../../domain/scoped.ts'
import { somePolicy } from '../../domain/testing/some-policy.ts'
import type { Host } from '../../host/host.ts'
import type { PlaceFacts } from '../../host/store-host.ts'
import type { JobEngine, JobWish } from '../../jobs/job-engine.ts'
import type { PlannedChange } from '../app.ts'
import type { AppDeps } from '../deps.ts'
import { reconcilePolicies } from '../policies/reconcile-policies.ts'

/** The job of this kind that a policy of the host asks for now, as if a person had asked for it. */
export async function dueJob(deps: AppDeps, kind: string, rules: string): Promise<PlannedChange> {
  deps.policies.change((now) => withWish(now, { of: 'host' }, somePolicy(rules)))
  const wanted: JobWish[] = []
  const engine = {
    ...deps.engine,
    list: () => [],
    activeLocks: () => [],
    submit: (job: JobWish) => void wanted.push(job),
  } as unknown as JobEngine
  await reconcilePolicies({ ...deps, engine, warn: () => undefined })
  const found = wanted.find((job) => job.kind === kind)
  if (found === undefined) throw new Error(`no ${kind} is due`)
  return { preview: deps.engine.preview(found), submit: (actor) => deps.engine.submit({ ...found, actor }) }
}

/** A snapshot of the VM `build` as a policy takes it. */
export async function policyMade(host: Host, id: string): Promise<void> {
  const { store, vm, uuid } = await placeOf(host, 'build')
  await host.stores.get(store).snapshots.create([{ vm, uuid, consistency: 'off' }], {
    id,
    createdAt: '2026-11-22T19:00:00.000Z',
    by: 'policy',
  })
}

/** What a VM follows, as it lies beside its disks. */
export async function following(host: Host, name: string, note: PolicyInForce): Promise<void> {
  const place = await placeOf(host, name)
  await host.stores.get(place.store).writePolicies([{ ...place, text: formatPolicyNote(note) }])
}

async function placeOf(host: Host, name: string): Promise<PlaceFacts> {
  const place = (await host.stores.places()).find(({ vm }) => vm === name)
  if (place === undefined) throw new Error(`${name} has no place`)
  return place
}
