import { useArc, useInventory } from '../api/queries.ts'
import { useWords } from '../messages/use-words.tsx'
import { PartsBar, type BarPart } from '../ui/bar.tsx'
import { Card } from '../ui/card.tsx'
import layout from './layout.module.css'
import { memoryParts } from './memory-parts.ts'

/** One bar with all the memory there is. */
export function MemoryCard() {
  const { say, memory } = useWords()
  const inventory = useInventory()
  const arc = useArc().data
  if (!inventory) return null
  const parts = memoryParts(inventory.host, inventory.vms, arc?.sizeBytes)
  const named: readonly (BarPart & { readonly isKept: boolean })[] = (
    [
      ['memory.host', parts.hostMiB, 'host'],
      ['memory.arc', parts.arcMiB, 'arc'],
      ['memory.vms', parts.vmsMiB, 'vm'],
      ['memory.free', parts.freeMiB, 'free'],
    ] as const
  ).map(([key, amount, colour]) => ({
    name: say(key),
    amount,
    text: memory(amount),
    colour,
    isKept: amount > 0 || colour === 'free',
  }))
  return (
    <Card title={say('memory.title')}>
      <span className={layout.number}>{memory(parts.totalMiB - parts.freeMiB)}</span>{' '}
      <span className={layout.soft}>{say('memory.of', { total: memory(parts.totalMiB) })}</span>
      <PartsBar parts={named.filter(({ isKept }) => isKept)} />
      {parts.overMiB > 0 && (
        <p className={layout.small}>{say('memory.over', { over: memory(parts.overMiB) })}</p>
      )}
    </Card>
  )
}
