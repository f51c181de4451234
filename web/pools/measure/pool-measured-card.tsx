import { Link } from 'wouter'
import { paths } from '../../components/paths.ts'
import { Unread } from '../../components/unread.tsx'
import { VerdictLine } from '../../components/verdict-line.tsx'
import { useWords } from '../../messages/use-words.tsx'
import { Card } from '../../ui/card.tsx'
import { measureVerdict } from './measure-verdict.ts'
import styles from './measure.module.css'
import { useMeasurements } from './use-measurements.ts'

/** Whether anything was measured of a pool, what came of it, and the way there. */
export function PoolMeasuredCard({ pool }: { readonly pool: string }) {
  const { say } = useWords()
  const { measured, read } = useMeasurements(pool)
  return (
    <Card title={say('measure.card')}>
      <Unread reads={[read]} />
      {measured && <VerdictLine verdict={measureVerdict(pool, measured)} />}
      <Link className={styles.when ?? ''} href={paths.poolMeasure(pool)}>
        {say('measure.link')}
      </Link>
    </Card>
  )
}
