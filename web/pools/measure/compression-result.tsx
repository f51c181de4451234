import type { CompressionReport, DatasetReport } from '../../../src/domain/pool-advice-report.ts'
import { Said } from '../../components/said.tsx'
import { useWords } from '../../messages/use-words.tsx'
import { Button } from '../../ui/button.tsx'
import { Item, ItemList } from '../../ui/item-list.tsx'
import { adviceLooks } from './advice-look.ts'
import type { Measured } from './measurements.ts'
import styles from './measure.module.css'
import { compressionStep } from './next-step.ts'
import { ReportFoot } from './report-foot.tsx'
import type { SetTo } from './set-to-dialog.tsx'

/** What another compression would save in each dataset, with a button where one would. */
export function CompressionResult({
  measured,
  now,
  onSet,
}: {
  readonly measured: Measured<CompressionReport>
  /** What is set by now on datasets where it was changed after measuring; the others are as they were. */
  readonly now: ReadonlyMap<string, string>
  readonly onSet: ((change: SetTo) => void) | undefined
}) {
  const { say } = useWords()
  const { report } = measured
  return (
    <>
      <p>
        <b>
          <Said text={report.sentence} />
        </b>
      </p>
      <ItemList label={say('measure.compression.list')}>
        {report.datasets.map((dataset) => (
          <DatasetItem
            key={dataset.dataset}
            pool={report.pool}
            report={dataset}
            now={now.get(dataset.dataset)}
            onSet={onSet}
          />
        ))}
      </ItemList>
      <ReportFoot measured={measured} />
    </>
  )
}

function DatasetItem({
  pool,
  report,
  now,
  onSet,
}: {
  readonly pool: string
  readonly report: DatasetReport
  readonly now: string | undefined
  readonly onSet: ((change: SetTo) => void) | undefined
}) {
  const { say, percent } = useWords()
  const { dataset, compression, storedNow, stored, blocks, sentence, notes } = report
  const next = compressionStep(pool, report)
  const isDone = next !== undefined && now === next.set.value
  const { tone, word } = adviceLooks[report.advice]
  const shares = [
    say('measure.compression.now', { set: compression, share: percent(storedNow) }),
    ...(stored.lz4 === undefined
      ? []
      : [say('measure.compression.with', { name: 'lz4', share: percent(stored.lz4) })]),
    ...(stored.zstd === undefined
      ? []
      : [say('measure.compression.with', { name: 'zstd', share: percent(stored.zstd) })]),
    say('measure.compression.blocks', { count: blocks }),
  ]
  return (
    <Item
      tone={isDone ? 'ok' : tone}
      title={dataset}
      actions={
        next &&
        onSet &&
        !isDone && (
          <Button
            look={next.isSure ? 'main' : 'plain'}
            aria-label={`${say(next.label, { value: next.set.value })} ${dataset}`}
            onClick={() => onSet(next.set)}
          >
            {say(next.label, { value: next.set.value })}
          </Button>
        )
      }
    >
      <p className={styles.said}>
        <b>{isDone ? say('measure.compression.done', { value: next.set.value }) : say(word)}</b>{' '}
        <Said text={sentence} />
      </p>
      <p>{shares.join(' · ')}</p>
      {notes.map((note) => (
        <p key={note}>
          <Said text={note} />
        </p>
      ))}
    </Item>
  )
}
