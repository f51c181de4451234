import { useState } from 'react'
import { benchRuns } from '../../../src/domain/pool-bench.ts'
import { PlanDialog } from '../../forms/plan-dialog.tsx'
import { useWords } from '../../messages/use-words.tsx'
import { Folded } from '../../ui/folded.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { measureCommand, measureWish, unreadable, type MeasureWish } from './measure-change.ts'
import { measureWords, type Measure } from './measure-words.ts'

/** What the daemon calls the fields of either. */
const sizeFields = ['sizeBytes', 'maxBytes']

/** Says what would be read or written to measure a pool, and has it done. */
export function MeasureDialog({
  pool,
  measure,
  vms,
  onClose,
}: {
  readonly pool: string
  readonly measure: Measure
  /** VMs with a disk in it, which feel it. */
  readonly vms: readonly string[]
  readonly onClose: () => void
}) {
  const { say, list } = useWords()
  const [seconds, setSeconds] = useState('')
  const [size, setSize] = useState('')
  const wish: MeasureWish = { pool, measure, seconds: seconds.trim(), size: size.trim() }
  const wrong = unreadable(wish)
  const words = measureWords[measure]
  return (
    <PlanDialog
      title={say(words.question, { pool })}
      label={say('measure.do')}
      wishes={[{ name: pool, wish: measureWish(wish) }]}
      command={measureCommand(wish)}
      fields={[...sizeFields, 'seconds']}
      canBegin={wrong.length === 0}
      onClose={onClose}
    >
      {(problemOf) => {
        const sizeProblem = sizeFields.map(problemOf).find((problem) => problem !== undefined)
        const secondsProblem = problemOf('seconds')
        return (
          <>
            <p>{say(words.means)}</p>
            {measure === 'bench' && vms.length > 0 && (
              <Notice look="look">
                {say('measure.bench.vms', { count: vms.length, vms: list(vms.slice(0, 5)) })}
              </Notice>
            )}
            <Folded
              title={say('measure.howMuch')}
              mustShow={sizeProblem !== undefined || secondsProblem !== undefined || wrong.length > 0}
            >
              <TextField
                label={say(words.size)}
                hint={say(words.sizeHint)}
                problem={wrong.includes('size') ? say('measure.noSize') : sizeProblem}
                value={size}
                onChange={({ target }) => setSize(target.value)}
                autoCapitalize="none"
                autoComplete="off"
                spellCheck={false}
              />
              <TextField
                label={say(words.seconds, { count: benchRuns().length })}
                hint={say(words.secondsHint)}
                problem={wrong.includes('seconds') ? say('measure.noSeconds') : secondsProblem}
                value={seconds}
                onChange={({ target }) => setSeconds(target.value)}
                inputMode="numeric"
                autoComplete="off"
              />
            </Folded>
          </>
        )
      }}
    </PlanDialog>
  )
}
