import type { History } from '../../src/domain/snapshot.ts'
import type { Host } from '../api/answers.ts'
import type { Message } from '../messages/message.ts'

/** Why a VM cannot be copied now, as far as that is known before it is asked for; undefined where nothing is in the way. */
export function whyNotCopy(
  vm: string,
  {
    history,
    store,
    stores,
  }: {
    readonly history: Pick<History, 'branches' | 'snapshots'>
    readonly store: string | undefined
    readonly stores: Host['stores']
  },
): Message | undefined {
  const kind = stores.find(({ name }) => name === store)?.kind
  if (store !== undefined && kind !== undefined && kind !== 'zfs')
    return { key: 'copy.whyNot.store', values: { vm, store } }
  const current = history.branches.find((branch) => branch.current)?.id
  return history.snapshots.some(({ branch }) => branch === current)
    ? undefined
    : { key: 'copy.whyNot.snapshot', values: { vm } }
}
