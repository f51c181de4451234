import { Link } from 'wouter'
import { spaceLevel } from '../../src/domain/store-space.ts'
import { usePool, usePoolHealth } from '../api/pool-queries.ts'
import layout from '../components/layout.module.css'
import { paths } from '../components/paths.ts'
import { ReadProblems } from '../components/unread.tsx'
import { VerdictLine } from '../components/verdict-line.tsx'
import { useWords } from '../messages/use-words.tsx'
import { FillBar } from '../ui/bar.tsx'
import { Card } from '../ui/card.tsx'
import { PoolWork } from './pool-work-line.tsx'
import { glanceVerdict, poolVerdict } from './pool-verdict.ts'
import { workIn } from './pool-work.ts'
import { shapeText } from './pool-shape.ts'
import type { PoolGlance } from '../api/answers.ts'

/** A pool at a glance: how it is, how full, and what goes on in it. */
export function PoolCard({ glance }: { readonly glance: PoolGlance }) {
  const { say, bytes, percent } = useWords()
  const { name } = glance
  const [details, doctor] = [usePool(name), usePoolHealth(name)]
  const [pool, health] = [details.data, doctor.data]
  const title = <Link href={paths.pool(name)}>{say('pool.title', { name })}</Link>
  return (
    <Card title={title} aside={pool && <span className={layout.soft}>{shapeText(pool.vdevs)}</span>}>
      <div className={layout.stack}>
        <VerdictLine verdict={pool ? poolVerdict(pool, health) : glanceVerdict(glance)} />
        <ReadProblems reads={[details, doctor]} />
        {glance.answers && (
          <div>
            <span className={layout.number}>{bytes(glance.allocatedBytes)}</span>{' '}
            <span className={layout.soft}>{say('store.used', { total: bytes(glance.sizeBytes) })}</span>
            <FillBar
              share={glance.sizeBytes > 0 ? glance.allocatedBytes / glance.sizeBytes : 0}
              look={
                spaceLevel({ totalBytes: glance.sizeBytes, freeBytes: glance.freeBytes }) === 'critical'
                  ? 'bad'
                  : 'wood'
              }
            />
            <span className={`${layout.small} ${layout.soft}`}>
              {say('store.free', {
                free: bytes(glance.freeBytes),
                percent: percent(glance.sizeBytes > 0 ? glance.freeBytes / glance.sizeBytes : 0),
              })}
            </span>
          </div>
        )}
        {pool && workIn(pool).map((work) => <PoolWork key={work.what.key} work={work} />)}
      </div>
    </Card>
  )
}
