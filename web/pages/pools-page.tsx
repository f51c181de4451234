import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { call } from '../api/client.ts'
import { lacksZfs, useDrives, useImportablePools, usePools } from '../api/pool-queries.ts'
import { keys } from '../api/query-keys.ts'
import { useMayInHouse } from '../api/session.ts'
import { ArcCard } from '../components/arc-card.tsx'
import layout from '../components/layout.module.css'
import { PageHead } from '../components/page-head.tsx'
import { paths } from '../components/paths.ts'
import { ReadProblems, Unread } from '../components/unread.tsx'
import { useWords } from '../messages/use-words.tsx'
import { DriveTable } from '../pools/drive-table.tsx'
import { ImportDialog } from '../pools/import-dialog.tsx'
import { ImportablePools } from '../pools/importable-pools.tsx'
import { PoolCard } from '../pools/pool-card.tsx'
import { poolsVerdict } from '../pools/pool-verdict.ts'
import { buttonClass } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Check } from '../ui/check.tsx'
import type { ImportablePool, PoolGlance, PoolHealth } from '../api/answers.ts'

/** All pools, those that could be had, and the drives they are made of. */
export function PoolsPage() {
  const { say } = useWords()
  const pools = usePools()
  const drives = useDrives()
  const [showDestroyed, setShowDestroyed] = useState(false)
  const [importing, setImporting] = useState<ImportablePool>()
  const hasZfs = pools.data !== undefined
  const importable = useImportablePools(false, hasZfs)
  const destroyed = useImportablePools(true, hasZfs && showDestroyed)
  const health = useHealthOf(pools.data ?? [])
  const toCheckpoint = new URLSearchParams(useSearch()).get('rewind')
  const [, navigate] = useLocation()
  const isAdmin = useMayInHouse('admin')
  const isMissing = lacksZfs(pools.error)
  if (!useMayInHouse('view'))
    return (
      <PageHead
        title={say('nav.pools')}
        verdict={{ tone: 'off', lead: { key: 'pools.verdict.notYours' }, rest: [] }}
      />
    )
  if (!pools.data && !isMissing) return <Unread reads={[pools]} title={say('nav.pools')} />
  const back = importable.data?.find(({ guid }) => guid === toCheckpoint)
  const found = [...(importable.data ?? []), ...(showDestroyed ? (destroyed.data ?? []) : [])]
  return (
    <>
      <PageHead
        title={say('nav.pools')}
        verdict={
          isMissing
            ? {
                tone: 'off',
                lead: { key: 'pools.verdict.noZfs' },
                rest: [{ key: 'pools.verdict.noZfsMeans' }],
              }
            : poolsVerdict(pools.data ?? [], health)
        }
        actions={
          isAdmin &&
          hasZfs && (
            <Link className={buttonClass('main')} href={paths.newPool}>
              {say('pools.create')}
            </Link>
          )
        }
      />
      <div className={layout.stack}>
        <ReadProblems reads={[pools]} />
        {pools.data && pools.data.length > 0 && (
          <div className={layout.cards}>
            {pools.data.map((pool) => (
              <PoolCard key={pool.name} glance={pool} />
            ))}
          </div>
        )}
        {hasZfs && (
          <Card title={say('pools.importable')}>
            <Unread reads={showDestroyed ? [importable, destroyed] : [importable]} />
            {importable.data && (!showDestroyed || destroyed.data) && (
              <ImportablePools pools={found} onImport={isAdmin ? setImporting : undefined} />
            )}
            <Check label={say('pools.showDestroyed')} checked={showDestroyed} onChange={setShowDestroyed} />
          </Card>
        )}
        {hasZfs && <ArcCard />}
        <Unread reads={[drives]} />
        {drives.data && (
          <Card title={say('pools.drives')}>
            <DriveTable drives={drives.data} />
          </Card>
        )}
      </div>
      {importing && <ImportDialog pool={importing} onClose={() => setImporting(undefined)} />}
      {back && isAdmin && <ImportDialog pool={back} rewind onClose={() => navigate(paths.pools)} />}
    </>
  )
}

/** What the doctor says of each, in their order; of one that is not asked yet nothing. */
function useHealthOf(pools: readonly PoolGlance[]): readonly (PoolHealth | undefined)[] {
  const answers = useQueries({
    queries: pools.map(({ name }) => ({
      queryKey: [...keys.pool(name), 'health'],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call('getPoolHealth', { params: { pool: name } }, signal),
      retry: false,
    })),
  })
  return answers.map(({ data }) => data)
}
