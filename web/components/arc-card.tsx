import { useArc } from '../api/queries.ts'
import { useWords } from '../messages/use-words.tsx'
import { FillBar } from '../ui/bar.tsx'
import { Card } from '../ui/card.tsx'
import { Facts } from '../ui/facts.tsx'
import layout from './layout.module.css'

/** ZFS's cache; nothing on a host without ZFS. */
export function ArcCard() {
  const { say, bytes } = useWords()
  const arc = useArc().data
  if (!arc) return null
  return (
    <Card title={say('arc.title')}>
      <span className={layout.number}>{bytes(arc.sizeBytes)}</span>{' '}
      <span className={layout.soft}>{say('arc.of', { most: bytes(arc.maxBytes) })}</span>
      <FillBar share={arc.sizeBytes / arc.maxBytes} look="wood" />
      <Facts
        facts={[
          ['OpenZFS', arc.release],
          [say('arc.set'), arc.setBytes === 0 ? say('arc.own') : bytes(arc.setBytes)],
        ]}
      />
    </Card>
  )
}
