import { planAdopt, type PlaceToAdopt } from '../domain/plan-adopt.ts'
import { storeLocked } from '../domain/key-lock.ts'
import { parsePolicyNote } from '../domain/policy-note.ts'
import { problemError } from '../domain/problem.ts'
import type { PlaceFacts, StoreHost } from '../host/store-host.ts'
import type { PlannedChange } from './app.ts'
import type { AppDeps } from './deps.ts'
import { plannedChange } from './planned-change.ts'

/** Decides which VMs of a store this host takes in: on a fresh host, all there are, from the pool alone. */
export async function adoptStore(deps: AppDeps, name: string): Promise<PlannedChange> {
  const { host } = deps
  const [stores, vms, { accelerator }] = await Promise.all([
    host.stores.list(),
    host.vms.list(),
    host.facts.defaults(),
  ])
  const there = stores.find((store) => store.name === name)
  if (there === undefined) throw noSuchStore(name, stores)
  // Which VMs are in it could be told, but not what they are: their definitions are encrypted with the rest.
  if (there.lockedBy !== undefined) throw problemError(storeLocked(name, there.lockedBy))
  const store = host.stores.get(name)
  const found = await readPlaces(deps, store, await store.places())
  return plannedChange(
    deps.engine,
    'store.adopt',
    planAdopt({ store: name, places: found, vms, wished: deps.policies.read(), accelerator }),
  )
}

async function readPlaces(
  { host }: AppDeps,
  store: StoreHost,
  places: readonly PlaceFacts[],
): Promise<readonly PlaceToAdopt[]> {
  const open = places.filter(({ lockedBy }) => lockedBy === undefined)
  const [definitions, notes] = [await store.readDefinitions(open), await store.readPolicies(open)]
  return places.map(({ vm, uuid, lockedBy }): PlaceToAdopt => {
    const { roots } = store.place(vm)
    if (lockedBy !== undefined) return { vm, uuid, roots, lockedBy }
    const [text, note] = [definitions.get(uuid), notes.get(uuid)]
    return {
      vm,
      uuid,
      roots,
      followed: note === undefined ? undefined : parsePolicyNote(note),
      definition: text && { text, vm: host.vms.describe(text) },
    }
  })
}

function noSuchStore(name: string, stores: readonly { readonly name: string }[]) {
  return problemError({
    code: 'not_found',
    field: 'store',
    object: { type: 'store', name },
    message: `There is no store named ${JSON.stringify(name)}.`,
    hint: `There are: ${stores.map((store) => store.name).join(', ')}. A pool has to be imported first: zpool import ${name}`,
  })
}
