import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Facts } from '../ui/facts.tsx'
import type { AskPool } from './pool-ask.ts'
import styles from './pool-settings-card.module.css'
import type { Pool } from '../api/answers.ts'

/** How a pool is set: first what somebody set, then all else. Properties are called what ZFS calls them. */
export function PoolSettingsCard({ pool, ask }: { readonly pool: Pool; readonly ask: AskPool | undefined }) {
  const { say } = useWords()
  const settings = pool.settings ?? []
  if (settings.length === 0) return null
  const set = settings.filter(({ local }) => local)
  const others = settings.filter(({ local, value }) => !local && value !== '-')
  const rows = (some: typeof settings) => some.map(({ name, value }) => [name, value] as const)
  return (
    <Card
      title={say('pool.settings')}
      aside={
        ask && (
          <Button look="quiet" onClick={() => ask({ action: 'set' })}>
            {say('pool.do.set')}
          </Button>
        )
      }
    >
      {set.length === 0 && <p className={styles.soft}>{say('pool.settings.none')}</p>}
      <Facts facts={rows(set)} />
      {others.length > 0 && (
        <details className={styles.others}>
          <summary>{say('pool.settings.others', { count: others.length })}</summary>
          <Facts facts={rows(others)} />
        </details>
      )}
    </Card>
  )
}
