import { lazy, Suspense, useState } from 'react'
import { useArc, useInventory } from '../api/queries.ts'
import { lacksZfs } from '../api/pool-queries.ts'
import { useMayInHouse } from '../api/session.ts'
import { useWords } from '../messages/use-words.tsx'
import { FillBar } from '../ui/bar.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Facts } from '../ui/facts.tsx'
import { arcRoom } from './arc-room.ts'
import layout from './layout.module.css'
import { Unread } from './unread.tsx'

const ArcDialog = lazy(async () => ({ default: (await import('../forms/arc-dialog.tsx')).ArcDialog }))

/** ZFS's cache, and what VMs need beside it; nothing on a host without ZFS. */
export function ArcCard() {
  const { say, bytes, memory } = useWords()
  const read = useArc()
  const arc = read.data
  const inventory = useInventory()
  const mayChange = useMayInHouse('admin')
  const [isOpen, setOpen] = useState(false)
  if (!inventory || lacksZfs(read.error)) return null
  if (!arc)
    return (
      <Card title={say('arc.title')}>
        <Unread reads={[read]} />
      </Card>
    )
  const room = arcRoom(inventory.host, inventory.vms, arc.sizeBytes)
  return (
    <Card
      title={say('arc.title')}
      aside={
        mayChange && (
          <Button look="quiet" onClick={() => setOpen(true)}>
            {say('arc.change')}
          </Button>
        )
      }
    >
      <span className={layout.number}>{bytes(arc.sizeBytes)}</span>{' '}
      <span className={layout.soft}>{say('arc.of', { most: bytes(arc.maxBytes) })}</span>
      <FillBar share={arc.sizeBytes / arc.maxBytes} look="wood" />
      <Facts
        facts={[
          [say('arc.set'), arc.setBytes === 0 ? say('arc.own') : bytes(arc.setBytes)],
          [say('arc.running'), memory(room.runningMiB)],
          [say('arc.all'), memory(room.allMiB)],
          ['OpenZFS', arc.release],
        ]}
      />
      {isOpen && (
        <Suspense>
          <ArcDialog arc={arc} room={room} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </Card>
  )
}
