import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import layout from '../components/layout.module.css'
import { Said } from '../components/said.tsx'
import styles from './importable-pools.module.css'
import { otherHostWords } from './other-host-words.ts'
import type { ImportablePool } from '../api/answers.ts'

/** Pools on the drives that are not imported. */
export function ImportablePools({
  pools,
  onImport,
}: {
  readonly pools: readonly ImportablePool[]
  readonly onImport: ((pool: ImportablePool) => void) | undefined
}) {
  const { say } = useWords()
  if (pools.length === 0) return <p className={layout.soft}>{say('pools.importable.none')}</p>
  return (
    <ul className={styles.list}>
      {pools.map((pool) => {
        const whole = pool.state === 'online'
        return (
          <li key={pool.guid} className={styles.row}>
            <StateMark tone={whole ? 'off' : 'look'} />
            <div className={styles.text}>
              <b>{pool.name}</b>{' '}
              <span className={layout.soft}>
                {[
                  say(whole ? 'pools.importable.whole' : 'pools.importable.notWhole'),
                  pool.destroyed && say('pools.importable.destroyed'),
                  say(otherHostWords[pool.otherHost.use]),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
              {pool.statusText !== undefined && (
                <p className={layout.soft}>
                  <Said text={pool.statusText} />
                </p>
              )}
            </div>
            {onImport && (
              <Button
                onClick={() => onImport(pool)}
                aria-label={say('pools.import.named', { name: pool.name })}
              >
                {say('pools.import')}
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
