import { spaceLevel } from '../../src/domain/store-space.ts'
import { useWords } from '../messages/use-words.tsx'
import { FillBar } from '../ui/bar.tsx'
import { Card } from '../ui/card.tsx'
import layout from './layout.module.css'
import type { Host } from '../api/answers.ts'

type Store = Host['stores'][number]

/** How much room a store has. */
export function StoreCard({ store }: { readonly store: Store }) {
  const { say, bytes, percent } = useWords()
  const title = say('store.title', { name: store.name })
  if (store.lockedBy !== undefined)
    return (
      <Card title={title}>
        <p>{say('store.locked', { root: store.lockedBy })}</p>
      </Card>
    )
  const usedBytes = store.totalBytes - store.freeBytes
  const share = store.totalBytes > 0 ? usedBytes / store.totalBytes : 1
  const level = spaceLevel(store)
  return (
    <Card title={title}>
      <span className={layout.number}>{bytes(usedBytes)}</span>{' '}
      <span className={layout.soft}>{say('store.used', { total: bytes(store.totalBytes) })}</span>
      <FillBar share={share} look={level === 'critical' ? 'bad' : 'wood'} />
      <div className={`${layout.pair} ${layout.small} ${layout.soft}`}>
        <span>{say('store.free', { free: bytes(store.freeBytes), percent: percent(1 - share) })}</span>
        <span>{store.kind === 'zfs' ? store.path : say('store.folder')}</span>
      </div>
    </Card>
  )
}
