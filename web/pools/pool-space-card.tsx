import { reserveBytes, spaceLevel } from '../../src/domain/store-space.ts'
import { useInventory } from '../api/queries.ts'
import layout from '../components/layout.module.css'
import { useWords } from '../messages/use-words.tsx'
import { FillBar } from '../ui/bar.tsx'
import { Card } from '../ui/card.tsx'
import { Facts } from '../ui/facts.tsx'
import type { Pool } from '../api/answers.ts'

/** How much room there is: on the drives, and for VMs in the store. */
export function PoolSpaceCard({ pool }: { readonly pool: Pool }) {
  const { say, bytes, percent, locale } = useWords()
  const { sizeBytes, allocatedBytes, freeBytes } = pool
  const store = useInventory()?.host.stores.find(({ kind, name }) => kind === 'zfs' && name === pool.name)
  const share = sizeBytes > 0 ? allocatedBytes / sizeBytes : 0
  const level = spaceLevel({ totalBytes: sizeBytes, freeBytes })
  const ratio = pool.settings?.find(({ name }) => name === 'compressratio')?.value
  return (
    <Card title={say('pool.space')}>
      <div className={layout.stack}>
        <div>
          <span className={layout.number}>{bytes(allocatedBytes)}</span>{' '}
          <span className={layout.soft}>{say('store.used', { total: bytes(sizeBytes) })}</span>
          <FillBar share={share} look={level === 'critical' ? 'bad' : 'wood'} />
          <p className={`${layout.small} ${layout.soft}`}>
            {say('pool.space.raw', { percent: percent(share), free: bytes(freeBytes) })}
          </p>
        </div>
        <Facts
          facts={[
            [
              say('pool.space.store'),
              store &&
                store.lockedBy === undefined &&
                say('pool.space.storeFree', {
                  free: bytes(store.freeBytes),
                  total: bytes(store.totalBytes),
                }),
            ],
            [
              say('pool.space.reserve'),
              store &&
                store.lockedBy === undefined &&
                say('pool.space.reserveOf', { size: bytes(reserveBytes(store.totalBytes)) }),
            ],
            [say('pool.space.fragmented'), percent(pool.fragmentationPercent / 100)],
            [
              say('pool.space.compression'),
              ratio !== undefined && `${Number.parseFloat(ratio).toLocaleString(locale)}×`,
            ],
          ]}
        />
      </div>
    </Card>
  )
}
