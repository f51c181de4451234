import { useState } from 'react'
import { useBin } from '../api/queries.ts'
import { useMay } from '../api/session.ts'
import { binVerdict, daysLeft, type BinEntry } from '../components/bin-verdict.ts'
import { PageHead } from '../components/page-head.tsx'
import { ReadProblems, Unread } from '../components/unread.tsx'
import { useNow } from '../components/use-now.ts'
import { PurgeDialog } from '../forms/purge-dialog.tsx'
import { RestoreDialog } from '../forms/restore-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Facts } from '../ui/facts.tsx'
import layout from '../components/layout.module.css'
import styles from './bin-page.module.css'

type Wish =
  | { readonly want: 'restore'; readonly entry: BinEntry }
  | { readonly want: 'purge'; readonly entries: readonly BinEntry[] }

/** What was deleted and can come back. */
export function BinPage() {
  const { say, bytes } = useWords()
  const nowMs = useNow()
  const bin = useBin()
  const may = useMay()
  const [wish, setWish] = useState<Wish>()
  const onClose = () => setWish(undefined)
  if (!bin.data) return <Unread reads={[bin]} title={say('nav.bin')} />
  const entries = bin.data.toSorted((a, b) => Date.parse(b.deletedAt) - Date.parse(a.deletedAt))
  const unlocked = entries.filter(({ lockedBy }) => lockedBy === undefined)
  const wholeBytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  return (
    <>
      <PageHead
        title={say('nav.bin')}
        verdict={binVerdict(entries, nowMs)}
        below={entries.length > 0 ? say('bin.takes', { size: bytes(wholeBytes) }) : undefined}
        actions={
          may('admin') &&
          unlocked.length > 1 && (
            <Button onClick={() => setWish({ want: 'purge', entries: unlocked })}>{say('bin.empty')}</Button>
          )
        }
      />
      <ReadProblems reads={[bin]} />
      <div className={layout.cards}>
        {entries.map((entry) => (
          <BinCard
            key={`${entry.store} ${entry.id}`}
            entry={entry}
            nowMs={nowMs}
            mayChange={may('admin')}
            onWish={setWish}
          />
        ))}
      </div>
      {wish?.want === 'restore' && <RestoreDialog entry={wish.entry} onClose={onClose} />}
      {wish?.want === 'purge' && <PurgeDialog entries={wish.entries} onClose={onClose} />}
    </>
  )
}

function BinCard({
  entry,
  nowMs,
  mayChange,
  onWish,
}: {
  readonly entry: BinEntry
  readonly nowMs: number
  readonly mayChange: boolean
  readonly onWish: (wish: Wish) => void
}) {
  const { say, bytes, ago, dateTime } = useWords()
  const { vm, deletedAt, keepUntil, sizeBytes, store, lockedBy } = entry
  return (
    <Card title={<span className={styles.name}>{vm}</span>}>
      <Facts
        facts={[
          [
            say('bin.since'),
            <time key="since" dateTime={deletedAt} title={dateTime(deletedAt)}>
              {ago(deletedAt, nowMs)}
            </time>,
          ],
          [
            say('bin.until'),
            say('bin.untilDays', { date: dateTime(keepUntil), days: daysLeft(entry, nowMs) }),
          ],
          [say('bin.size'), lockedBy === undefined && bytes(sizeBytes)],
          [say('vm.store'), store],
        ]}
      />
      {lockedBy !== undefined ? (
        <p className={styles.foot}>{say('store.locked', { root: lockedBy })}</p>
      ) : (
        mayChange && (
          <div className={styles.foot}>
            <Button
              aria-label={say('bin.restoreOf', { name: vm })}
              onClick={() => onWish({ want: 'restore', entry })}
            >
              {say('bin.restore')}
            </Button>
            <Button
              look="quiet"
              aria-label={say('bin.purgeOf', { name: vm })}
              onClick={() => onWish({ want: 'purge', entries: [entry] })}
            >
              {say('bin.purge')}
            </Button>
          </div>
        )
      )}
    </Card>
  )
}
