import { byStore } from '../../domain/by-store.ts'
import { formatPolicyNote } from '../../domain/policy-note.ts'
import { policyInForce, type WishedPolicies } from '../../domain/policy-scope.ts'
import type { Host } from '../../host/host.ts'
import { ownPlaces } from '../own-places.ts'

/**
 * Keeps beside each VM's disks which policy it follows, so that a host which takes the store in goes on with it. One look into each store,
 * and no more while nothing changed.
 */
export async function reconcilePolicyNotes(
  host: Host,
  wished: WishedPolicies,
  signal: AbortSignal,
): Promise<void> {
  const current = (await ownPlaces(host)).map(({ vm: { name, uuid }, store }) => {
    const inForce = policyInForce(wished, { uuid, store })
    return { store, vm: name, uuid, text: inForce && formatPolicyNote(inForce) }
  })
  for (const [name, notes] of byStore(current)) {
    if (signal.aborted) return
    const store = host.stores.get(name)
    const kept = await store.readPolicies(notes)
    await store.writePolicies(notes.filter(({ uuid, text }) => kept.get(uuid) !== text))
  }
}
