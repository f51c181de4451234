import { useState } from 'react'
import { GiB, MiB } from '../../src/domain/size.ts'
import { arcFits, arcMostBytes, type ArcRoom } from '../components/arc-room.ts'
import { wishFor } from '../api/wish.ts'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import { Facts } from '../ui/facts.tsx'
import { Notice } from '../ui/notice.tsx'
import { TextField } from '../ui/text-field.tsx'
import { PlanDialog } from './plan-dialog.tsx'
import { readSizeBytes, writeSize } from './read-size.ts'
import type { Answer } from '../api/answers.ts'

const tooLarge: Readonly<Record<Exclude<ReturnType<typeof arcFits>, 'all'>, MessageKey>> = {
  running: 'arc.tooLargeForAll',
  none: 'arc.tooLarge',
}

/** Limits what ZFS's cache may grow to, or leaves it to ZFS; what the VMs need stands beside it. */
export function ArcDialog({
  arc,
  room,
  onClose,
}: {
  readonly arc: Answer<'getArc'>
  readonly room: ArcRoom
  readonly onClose: () => void
}) {
  const { say, bytes, memory } = useWords()
  const [who, setWho] = useState<'own' | 'limit'>('limit')
  const [size, setSize] = useState(() => writeSize(arc.setBytes === 0 ? proposed(arc, room) : arc.setBytes))
  const maxBytes = who === 'own' ? 0 : readSizeBytes(size)
  const most = maxBytes === undefined ? undefined : arcMostBytes(maxBytes, arc)
  const fits = most === undefined ? 'all' : arcFits(most, room)
  const left = (leftMiB: number) => (leftMiB > 0 ? memory(leftMiB) : say('arc.nothingLeft'))
  return (
    <PlanDialog
      title={say('arc.question')}
      label={say('arc.do')}
      wishes={
        maxBytes === undefined
          ? []
          : [{ name: 'arc', wish: wishFor('setArc', { body: { maxBytes: Math.floor(maxBytes) } }) }]
      }
      command={`kiste pool arc ${maxBytes === undefined ? 'SIZE' : maxBytes === 0 ? 'default' : writeSize(Math.floor(maxBytes))}`}
      fields={['maxBytes']}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <p>{say('arc.means')}</p>
          <Facts
            facts={[
              [say('arc.now'), say('arc.nowOf', { size: bytes(arc.sizeBytes), most: bytes(arc.maxBytes) })],
              [say('arc.besideRunning'), left(room.besideRunningMiB)],
              [say('arc.besideAll'), left(room.besideAllMiB)],
            ]}
          />
          <ChoiceField
            label={say('arc.set')}
            value={who}
            options={[
              ['limit', say('arc.limited')],
              ['own', say('arc.own')],
            ]}
            onChange={setWho}
          />
          {who === 'limit' && (
            <TextField
              label={say('arc.size')}
              hint={say('arc.sizeHint')}
              problem={maxBytes === undefined ? say('arc.noSize') : problemOf('maxBytes')}
              value={size}
              onChange={({ target }) => setSize(target.value)}
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              takesFocus
            />
          )}
          {fits !== 'all' && <Notice look="look">{say(tooLarge[fits])}</Notice>}
        </>
      )}
    </PlanDialog>
  )
}

/** What is left beside all VMs, in whole gibibytes, but no more than it may have now; a gibibyte is little enough. */
function proposed({ maxBytes }: Answer<'getArc'>, { besideAllMiB }: ArcRoom): number {
  const roomBytes = Math.min(maxBytes, besideAllMiB * MiB)
  return Math.max(GiB, Math.floor(roomBytes / GiB) * GiB)
}
