import { useState } from 'react'
import { Link } from 'wouter'
import { ApiError } from '../api/api-error.ts'
import { usePool } from '../api/pool-queries.ts'
import { useMayInHouse } from '../api/session.ts'
import { JobFailure } from '../components/job-failure.tsx'
import layout from '../components/layout.module.css'
import { PageHead } from '../components/page-head.tsx'
import { paths } from '../components/paths.ts'
import { ReadProblems, Unread } from '../components/unread.tsx'
import { useWords } from '../messages/use-words.tsx'
import { BenchResult } from '../pools/measure/bench-result.tsx'
import { CompressionResult } from '../pools/measure/compression-result.tsx'
import { DedupResult } from '../pools/measure/dedup-result.tsx'
import { MeasureCard } from '../pools/measure/measure-card.tsx'
import { MeasureDialog } from '../pools/measure/measure-dialog.tsx'
import type { Measure } from '../pools/measure/measure-words.ts'
import { measureVerdict } from '../pools/measure/measure-verdict.ts'
import { OpenMeasures } from '../pools/measure/open-measures.tsx'
import { SetToDialog, type SetTo } from '../pools/measure/set-to-dialog.tsx'
import { useMeasurements } from '../pools/measure/use-measurements.ts'
import { whyNotVerb } from '../pools/pool-actions.ts'
import { NotFoundPage } from './not-found-page.tsx'
import styles from './vm-page.module.css'
import type { Pool } from '../api/answers.ts'

/** What was measured of a pool: whether dedup or another compression would pay for what lies in it, and how quick it is. */
export function MeasurePoolPage({ name }: { readonly name: string }) {
  const { say } = useWords()
  const read = usePool(name)
  const { data, error } = read
  if (error instanceof ApiError && error.status === 404) return <NotFoundPage pool={name} />
  if (data) return <KnownPool key={data.guid} pool={data} />
  return <Unread reads={[read]} title={say('measure.title', { pool: name })} />
}

function KnownPool({ pool }: { readonly pool: Pool }) {
  const { say } = useWords()
  const { measured, read } = useMeasurements(pool.name)
  const mayLook = useMayInHouse('operate')
  const isAdmin = useMayInHouse('admin')
  const [measure, setMeasure] = useState<Measure>()
  const [set, setSet] = useState<SetTo>()
  const head = (
    <PageHead
      title={say('measure.title', { pool: pool.name })}
      verdict={measured && measureVerdict(pool.name, measured)}
      above={
        <Link className={styles.up ?? ''} href={paths.pool(pool.name)}>
          {say('pool.title', { name: pool.name })}
        </Link>
      }
    />
  )
  if (!measured)
    return (
      <>
        {head}
        <Unread reads={[read]} />
      </>
    )
  const { dedup, compression, bench, open, failed } = measured
  const onSet = isAdmin ? setSet : undefined
  const onMeasure = (what: Measure, may: boolean) => (may ? () => setMeasure(what) : undefined)
  return (
    <>
      {head}
      <div className={layout.stack}>
        <ReadProblems reads={[read]} />
        <OpenMeasures jobs={open} />
        {failed && <JobFailure job={failed} />}
        <MeasureCard
          measure="compression"
          wasMeasured={compression !== undefined}
          whyNot={whyNotVerb('advise', pool)}
          onMeasure={onMeasure('compression', mayLook)}
        >
          {compression && <CompressionResult measured={compression} now={measured.set} onSet={onSet} />}
        </MeasureCard>
        <MeasureCard
          measure="dedup"
          wasMeasured={dedup !== undefined}
          whyNot={whyNotVerb('advise', pool)}
          onMeasure={onMeasure('dedup', mayLook)}
        >
          {dedup && <DedupResult pool={pool} measured={dedup} onSet={onSet} />}
        </MeasureCard>
        <MeasureCard
          measure="bench"
          wasMeasured={bench !== undefined}
          whyNot={whyNotVerb('bench', pool)}
          onMeasure={onMeasure('bench', isAdmin)}
        >
          {bench && <BenchResult measured={bench} />}
        </MeasureCard>
      </div>
      {measure && (
        <MeasureDialog
          pool={pool.name}
          measure={measure}
          vms={pool.vms}
          onClose={() => setMeasure(undefined)}
        />
      )}
      {set && <SetToDialog pool={pool.name} set={set} onClose={() => setSet(undefined)} />}
    </>
  )
}
