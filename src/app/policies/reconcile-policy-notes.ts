import { formatPolicyNote } from '../../domain/policy-note.ts'
import { policyInForce, type WishedPolicies } from '../../domain/policy-scope.ts'
import type { Host } from '../../host/host.ts'
import { keepBesideDisks } from '../keep-beside-disks.ts'
import { ownPlaces } from '../own-places.ts'

/** Keeps beside each VM's disks which policy it follows, so that a host which takes the store in goes on with it. */
export async function reconcilePolicyNotes(
  host: Host,
  wished: WishedPolicies,
  signal: AbortSignal,
): Promise<void> {
  const current = (await ownPlaces(host)).map(({ vm: { name, uuid }, store }) => {
    const inForce = policyInForce(wished, { uuid, store })
    return { store, vm: name, uuid, text: inForce && formatPolicyNote(inForce) }
  })
  await keepBesideDisks(
    host.stores,
    current,
    (store) => ({ read: (of) => store.readPolicies(of), write: (of) => store.writePolicies(of) }),
    signal,
  )
}
