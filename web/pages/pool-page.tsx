import { Link, useLocation } from 'wouter'
import { ApiError } from '../api/api-error.ts'
import { useDrives, usePool, usePoolHealth } from '../api/pool-queries.ts'
import { useInventory } from '../api/queries.ts'
import { useMayInHouse } from '../api/session.ts'
import layout from '../components/layout.module.css'
import { PageHead } from '../components/page-head.tsx'
import { paths } from '../components/paths.ts'
import { ReadProblems, Unread } from '../components/unread.tsx'
import { useWords } from '../messages/use-words.tsx'
import { PoolDoctor } from '../pools/pool-doctor.tsx'
import { PoolDrawing } from '../pools/pool-drawing.tsx'
import { namesOfAction, nextPoolAction } from '../pools/pool-actions.ts'
import { poolMenuEntries } from '../pools/pool-menu-entries.ts'
import { PoolMeasuredCard } from '../pools/measure/pool-measured-card.tsx'
import { PoolSettingsCard } from '../pools/pool-settings-card.tsx'
import { PoolSpaceCard } from '../pools/pool-space-card.tsx'
import { poolVerdict } from '../pools/pool-verdict.ts'
import { PoolWorkCard } from '../pools/pool-work-card.tsx'
import { usePoolQuestions } from '../pools/use-pool-questions.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import sides from './pool-page.module.css'
import styles from './vm-page.module.css'
import type { Pool } from '../api/answers.ts'

/** One pool: how it is, how its drives hang together, what the doctor says, and what goes on in it. */
export function PoolPage({ name }: { readonly name: string }) {
  const { say } = useWords()
  const read = usePool(name)
  const { data, error } = read
  if (error instanceof ApiError && error.status === 404) return <NotFoundPage pool={name} />
  if (data) return <KnownPool key={data.guid} pool={data} />
  return <Unread reads={[read]} title={say('pool.title', { name })} />
}

function KnownPool({ pool }: { readonly pool: Pool }) {
  const words = useWords()
  const { say } = words
  const [, navigate] = useLocation()
  const health = usePoolHealth(pool.name)
  const drives = useDrives()
  const hasStore = useInventory()?.host.stores.some(({ kind, name }) => kind === 'zfs' && name === pool.name)
  const isAdmin = useMayInHouse('admin')
  const mayOperate = useMayInHouse('operate')
  const { ask, dialog } = usePoolQuestions(pool, ({ action }) => {
    // What has left is shown no longer.
    if (action === 'export' || action === 'destroy') navigate(paths.pools)
    if (action === 'rewind') navigate(paths.rewindPool(pool.guid))
  })
  const next = nextPoolAction(pool)
  const entries = poolMenuEntries(words, pool, {
    hasStore: hasStore ?? false,
    level: isAdmin ? 'admin' : 'operate',
    ask,
    onMeasure: () => navigate(paths.poolMeasure(pool.name)),
  })
  return (
    <>
      <PageHead
        title={say('pool.title', { name: pool.name })}
        verdict={poolVerdict(pool, health.data)}
        above={
          <Link className={styles.up ?? ''} href={paths.pools}>
            {say('nav.pools')}
          </Link>
        }
        below={pool.readOnly ? say('pool.readOnly') : undefined}
        actions={
          mayOperate && (
            <>
              {next !== undefined && next !== 'attach' && (
                <Button look={next === 'loadKey' ? 'main' : 'plain'} onClick={() => ask({ action: next })}>
                  {say(namesOfAction(next, pool).label)}
                </Button>
              )}
              <MenuButton
                className={buttonClass()}
                label={say('pool.menu', { name: pool.name })}
                entries={entries}
              >
                {say('vm.more')}
              </MenuButton>
            </>
          )
        }
      />
      <div className={sides.sides}>
        <div className={`${layout.stack} ${sides.doctor}`}>
          {health.data && <PoolDoctor pool={pool} health={health.data} ask={isAdmin ? ask : undefined} />}
          <Unread reads={[health]} />
        </div>
        <div className={`${layout.stack} ${sides.drawing}`}>
          <ReadProblems reads={[drives]} />
          <PoolDrawing pool={pool} drives={drives.data ?? []} ask={isAdmin ? ask : undefined} />
          <PoolWorkCard pool={pool} ask={mayOperate ? ask : undefined} />
          <PoolVms names={pool.vms} />
        </div>
        <div className={layout.stack}>
          <PoolSpaceCard pool={pool} />
          <PoolMeasuredCard pool={pool.name} />
          <PoolSettingsCard pool={pool} ask={isAdmin ? ask : undefined} />
        </div>
      </div>
      {dialog}
    </>
  )
}

function PoolVms({ names }: { readonly names: readonly string[] }) {
  const { say } = useWords()
  return (
    <Card title={say('pool.vms')}>
      {names.length === 0 ? (
        <p className={layout.soft}>{say('pool.vms.none')}</p>
      ) : (
        <ul>
          {names.map((vm) => (
            <li key={vm}>
              <Link href={paths.vm(vm)}>{vm}</Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
