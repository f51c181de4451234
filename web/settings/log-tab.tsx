import { Link, useLocation, useSearch } from 'wouter'
import { auditResults, firstRefusedStatus } from '../../src/domain/audit.ts'
import { useAudit, type AuditEntry } from '../api/access-queries.ts'
import { paths } from '../components/paths.ts'
import { Said } from '../components/said.tsx'
import type { Verdict } from '../components/verdict.ts'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Facts } from '../ui/facts.tsx'
import { Item, ItemList } from '../ui/item-list.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { auditWish, readAuditFilter, writeAuditFilter, type AuditFilter } from './audit-filter.ts'
import styles from './log-tab.module.css'
import { SettingsFrame } from './settings-frame.tsx'
import settings from './settings.module.css'
import { useRested } from './use-rested.ts'

const verdict: Verdict = { tone: 'ok', lead: { key: 'log.verdict' }, rest: [{ key: 'log.verdictMeans' }] }

const doorWords: Readonly<Record<AuditEntry['via'], MessageKey>> = {
  socket: 'log.via.socket',
  session: 'log.via.session',
  token: 'log.via.token',
  nobody: 'log.via.nobody',
}

/** Who changed what, from where, and how it ended. */
export function LogTab() {
  const { say } = useWords()
  const search = useSearch()
  const [, navigate] = useLocation()
  const filter = readAuditFilter(search)
  const log = useAudit(auditWish(readAuditFilter(useRested(search))))
  const entries = log.data?.pages.flat() ?? []
  const setFilter = (next: AuditFilter) => {
    const query = writeAuditFilter(search, next)
    navigate(`${paths.settings('log')}${query === '' ? '' : `?${query}`}`, { replace: true })
  }
  return (
    <SettingsFrame tab="log" verdict={log.data && verdict} reads={[log]}>
      <div className={styles.tools} role="search">
        <TextField
          label={say('log.who')}
          type="search"
          value={filter.who}
          onChange={({ target }) => setFilter({ ...filter, who: target.value })}
        />
        <TextField
          label={say('log.what')}
          type="search"
          value={filter.what}
          onChange={({ target }) => setFilter({ ...filter, what: target.value })}
        />
        <ChoiceField
          label={say('log.result')}
          value={filter.result ?? ''}
          options={[
            ['', say('log.result.any')],
            ['done', say('log.result.done')],
            ['refused', say('log.result.refused')],
          ]}
          onChange={(value) =>
            setFilter({ ...filter, result: auditResults.find((result) => result === value) })
          }
        />
        <Button disabled={log.isFetching} onClick={() => void log.refetch()}>
          {say('log.again')}
        </Button>
      </div>
      <div className={styles.card}>
        {entries.length === 0 ? (
          <p className={settings.soft}>{say('log.nothing')}</p>
        ) : (
          <ItemList label={say('settings.tab.log')}>
            {entries.map((entry) => (
              <Entry key={entry.n} entry={entry} />
            ))}
          </ItemList>
        )}
      </div>
      {log.hasNextPage && (
        <Button
          className={styles.older}
          disabled={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          {say('log.older')}
        </Button>
      )}
    </SettingsFrame>
  )
}

function Entry({ entry }: { readonly entry: AuditEntry }) {
  const { say, dateTime } = useWords()
  const { n, at, who, via, address, what, object, status, code, jobId } = entry
  const isRefused = status >= firstRefusedStatus
  return (
    <Item
      tone={isRefused ? 'look' : 'ok'}
      title={
        <>
          <Said text={what} />
          {object !== undefined && ` · ${object}`}
        </>
      }
    >
      <details className={styles.entry}>
        <summary>
          {who} · {dateTime(at)} · {isRefused ? say('log.refused') : say('log.done')}
        </summary>
        <Facts
          facts={[
            [say('log.from'), address ?? say('log.here')],
            [say('log.by'), say(doorWords[via])],
            [say('log.because'), code && <code>{code}</code>],
            [say('log.status'), String(status)],
            [say('job.id'), jobId !== undefined && <Link href={paths.job(jobId)}>{jobId}</Link>],
            [say('log.number'), String(n)],
          ]}
        />
      </details>
    </Item>
  )
}
