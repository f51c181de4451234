import type { DedupReport } from '../../../src/domain/pool-advice-report.ts'
import { useWords } from '../../messages/use-words.tsx'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { AdviceLine } from './advice-line.tsx'
import { dedupStep } from './next-step.ts'
import type { Measured } from './measurements.ts'
import { ReportFoot } from './report-foot.tsx'
import type { SetTo } from './set-to-dialog.tsx'
import type { Pool } from '../../api/answers.ts'

/** What dedup would save in a pool, what it would cost, and the button for what follows from that. */
export function DedupResult({
  pool,
  measured,
  onSet,
}: {
  readonly pool: Pool
  readonly measured: Measured<DedupReport>
  readonly onSet: ((change: SetTo) => void) | undefined
}) {
  const { say, bytes, percent, number, locale } = useWords()
  const { report } = measured
  const next = dedupStep(report, pool)
  const ratio = report.ratio?.toLocaleString(locale, { maximumFractionDigits: 2 })
  return (
    <>
      <AdviceLine advice={report.advice} sentence={report.sentence} />
      <Facts
        facts={[
          [
            say('measure.saves'),
            ratio === undefined
              ? bytes(report.savedBytes)
              : say('measure.ratio', { size: bytes(report.savedBytes), ratio }),
          ],
          [
            say('measure.memory'),
            say('measure.entries', {
              size: bytes(report.tableMemoryBytes),
              count: number(report.tableEntries),
            }),
          ],
          [
            say('measure.looked'),
            say('measure.lookedAt', { size: bytes(report.readBytes), percent: percent(report.readShare) }),
          ],
        ]}
      />
      {onSet && next && (
        <div>
          <Button look={next.isSure ? 'main' : 'plain'} onClick={() => onSet(next.set)}>
            {say(next.label)}
          </Button>
        </div>
      )}
      <ReportFoot measured={measured} />
    </>
  )
}
