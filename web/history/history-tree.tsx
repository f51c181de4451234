import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { tryHold } from '../../src/domain/snapshot-rules.ts'
import type { History } from '../../src/domain/snapshot.ts'
import { paths } from '../components/paths.ts'
import { useNow } from '../components/use-now.ts'
import { useWords } from '../messages/use-words.tsx'
import { fateOf, goes, type VmPolicy } from '../policies/fate-words.ts'
import { rowAfterKey } from './history-keys.ts'
import { layOutHistory, type HistoryRow } from './history-layout.ts'
import { consistencyWords } from './history-words.ts'
import { pointTitle } from './point-title.ts'
import { RowDrawing } from './row-drawing.tsx'
import styles from './history-tree.module.css'

/** The address of what a VM is now, among those of its points. */
export const nowPlace = 'now'

/**
 * The past of a VM: a list, newest first, with the lines of its branches drawn beside it. Arrows walk in it: up and down in time, left to
 * where a line begins, right into one that begins here.
 */
export function HistoryTree({
  vm,
  history,
  policy,
  open,
  renderPanel,
}: {
  readonly vm: string
  readonly history: History
  /** What becomes of its points by themselves; undefined while that is not known. */
  readonly policy: VmPolicy | undefined
  /** The id of the point that is looked at, or `now`. */
  readonly open: string
  readonly renderPanel: (row: HistoryRow) => ReactNode
}) {
  const { say } = useWords()
  const [, navigate] = useLocation()
  const list = useRef<HTMLOListElement>(null)
  const layout = layOutHistory(history)
  // What is opened is seen, also where an address leads to it and where what was open above it has closed.
  useEffect(() => {
    if (open !== nowPlace) list.current?.querySelector('[data-open]')?.scrollIntoView({ block: 'nearest' })
  }, [open])
  const walk = (event: KeyboardEvent, from: number) => {
    const to = rowAfterKey(layout, from, event.key)
    const row = to === undefined ? undefined : layout.rows[to]
    if (to === undefined || !row || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    navigate(placeOf(vm, row), { replace: true })
    list.current?.querySelectorAll<HTMLElement>('[data-point]')[to]?.focus()
  }
  return (
    <ol ref={list} className={styles.tree} aria-label={say('history.label')}>
      {layout.rows.map((row, index) => {
        const id = idOf(row)
        const isOpen = id === open
        return (
          <li key={id} className={styles.row} {...(isOpen ? { 'data-open': '' } : {})}>
            <RowDrawing row={row} lanes={layout.lanes} />
            <div className={styles.words}>
              <Link
                data-point=""
                className={styles.link ?? ''}
                href={placeOf(vm, row)}
                aria-current={isOpen ? 'true' : undefined}
                tabIndex={isOpen ? 0 : -1}
                onKeyDown={(event: KeyboardEvent) => walk(event, index)}
              >
                <RowWords row={row} policy={policy} />
              </Link>
              {isOpen && <div className={styles.panel}>{renderPanel(row)}</div>}
            </div>
          </li>
        )
      })}
    </ol>
  )
}

function idOf(row: HistoryRow): string {
  return row.what === 'now' ? nowPlace : row.snapshot.id
}

function placeOf(vm: string, row: HistoryRow): string {
  return paths.point(vm, row.what === 'now' ? {} : { at: row.snapshot.id })
}

function RowWords({ row, policy }: { readonly row: HistoryRow; readonly policy: VmPolicy | undefined }) {
  const { say, ago, bytes, dateTime } = useWords()
  const nowMs = useNow()
  if (row.what === 'now')
    return (
      <>
        <span className={styles.title}>
          <b>{say('history.now')}</b>
          <span className={`${styles.tag} ${styles.here}`}>{say('history.here')}</span>
        </span>
        <span className={styles.soft}>{say('history.onBranch', { branch: row.branch })}</span>
      </>
    )
  const { snapshot, ends } = row
  const { createdAt, consistency, uniqueBytes, holds } = snapshot
  const title = pointTitle(snapshot)
  const fate = fateOf(policy, snapshot.id)
  return (
    <>
      <span className={styles.title}>
        <b>
          {title.is === 'text'
            ? title.text
            : title.is === 'time'
              ? dateTime(title.at)
              : say('history.asLeft', { branch: snapshot.branch })}
        </b>
        {ends.map((branch) => (
          <span key={branch} className={styles.tag}>
            {say('history.branch', { branch })}
          </span>
        ))}
        {holds.length > 0 && (
          <span className={styles.tag}>
            {holds.includes(tryHold) ? say('history.tryPoint') : say('history.held')}
          </span>
        )}
      </span>
      <span className={styles.soft}>
        <time dateTime={createdAt} title={dateTime(createdAt)}>
          {ago(createdAt, nowMs)}
        </time>
        {' · '}
        {say(consistencyWords[consistency])}
        {' · '}
        {say('history.own', { size: bytes(uniqueBytes) })}
        {fate && goes(fate) && ` · ${say('policy.goes')}`}
      </span>
    </>
  )
}
