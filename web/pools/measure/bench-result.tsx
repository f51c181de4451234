import type { BenchFigures, BenchPattern, BenchReport, BenchRow } from '../../../src/domain/pool-bench.ts'
import { Said } from '../../components/said.tsx'
import type { MessageKey } from '../../messages/message.ts'
import { useWords } from '../../messages/use-words.tsx'
import type { Measured } from './measurements.ts'
import styles from './measure.module.css'
import { ReportFoot } from './report-foot.tsx'

const patternWords: Readonly<Record<BenchPattern, MessageKey>> = {
  'sequential-write': 'measure.bench.sequentialWrite',
  'sequential-read': 'measure.bench.sequentialRead',
  'random-read': 'measure.bench.randomRead',
  'random-write': 'measure.bench.randomWrite',
  'sync-write': 'measure.bench.syncWrite',
}

/** How quick a pool is: a volume beside a raw file. What is done in one go is told in bytes, all else by the piece. */
export function BenchResult({ measured }: { readonly measured: Measured<BenchReport> }) {
  const { say, bytesPerSecond, number, locale } = useWords()
  const { report } = measured
  const rate = ({ pattern }: BenchRow, figures: BenchFigures) =>
    pattern.startsWith('sequential')
      ? bytesPerSecond(figures.bytesPerSecond)
      : say('measure.bench.perSecond', { count: number(figures.perSecond) })
  const milliseconds = ({ p99Milliseconds }: BenchFigures) =>
    p99Milliseconds.toLocaleString(locale, {
      style: 'unit',
      unit: 'millisecond',
      maximumFractionDigits: p99Milliseconds < 10 ? 1 : 0,
    })
  return (
    <>
      <p>
        <b>
          <Said text={report.sentence} />
        </b>
      </p>
      <table className={styles.table}>
        <caption>{say('measure.bench.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('measure.bench.what')}</th>
            <th scope="col">{say('measure.bench.volume')}</th>
            <th scope="col">{say('measure.bench.file')}</th>
            <th scope="col" className={styles.wide}>
              {say('measure.bench.ratio')}
            </th>
            <th scope="col" className={styles.wide}>
              {say('measure.bench.latency')}
            </th>
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row) => (
            <tr key={row.pattern}>
              <th scope="row">{say(patternWords[row.pattern])}</th>
              <td>{rate(row, row.volume)}</td>
              <td>{rate(row, row.file)}</td>
              <td className={styles.wide}>
                {`×${row.ratio.toLocaleString(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`}
              </td>
              <td className={styles.wide}>
                {say('measure.bench.latencies', {
                  volume: milliseconds(row.volume),
                  file: milliseconds(row.file),
                })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ReportFoot measured={measured} />
    </>
  )
}
