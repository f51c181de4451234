import { useId, type ReactNode } from 'react'
import { Link } from 'wouter'
import { tryHold } from '../../src/domain/snapshot-rules.ts'
import { triedFrom } from '../../src/domain/tried-from.ts'
import type { History, Snapshot } from '../../src/domain/snapshot.ts'
import { useMay } from '../api/session.ts'
import { paths } from '../components/paths.ts'
import { sayMessage } from '../messages/say-message.ts'
import { useWords } from '../messages/use-words.tsx'
import { fateOf, goes, sayStays, type VmPolicy } from '../policies/fate-words.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Facts } from '../ui/facts.tsx'
import { authorWords, consistencyWords } from './history-words.ts'
import type { HistoryWish } from './history-wish.ts'
import { whyBranchStays, whyPointStays } from './point-rules.ts'
import { usePointName } from './use-point-name.ts'
import styles from './history-tree.module.css'
import type { Message } from '../messages/message.ts'
import type { Vm } from '../api/answers.ts'

/** What is known of a point, and what can be done with it. */
export function PointPanel({
  vm,
  history,
  policy,
  snapshot,
  ends,
  onWish,
}: {
  readonly vm: Vm
  readonly history: History
  readonly policy: VmPolicy | undefined
  readonly snapshot: Snapshot
  /** Branches that end here. */
  readonly ends: readonly string[]
  readonly onWish: (wish: HistoryWish) => void
}) {
  const words = useWords()
  const { say, bytes, dateTime, list } = words
  const may = useMay()
  const { id, createdAt, by, consistency, note, branch, uniqueBytes, holds, dependents } = snapshot
  const title = usePointName()(snapshot)
  const tried = triedFrom(history)?.id === id
  const fate = fateOf(policy, id)
  const ownHolds = holds.filter((hold) => hold !== tryHold || !tried)
  return (
    <>
      <Facts
        facts={[
          [say('history.fact.note'), note],
          [say('history.fact.when'), dateTime(createdAt)],
          [say('history.fact.by'), say(authorWords[by])],
          [say('history.fact.finds'), say(consistencyWords[consistency])],
          [say('history.fact.branch'), branch],
          [say('history.fact.own'), uniqueBytes > 0 ? bytes(uniqueBytes) : say('history.shared')],
          [say('history.fact.holds'), holds.length > 0 && list(holds)],
          [say('history.fact.dependents'), dependents.length > 0 && list(dependents)],
          [say('policy.staysBecause'), fate && policy && !goes(fate) && sayStays(policy, fate, words)],
          [say('policy.title'), fate && goes(fate) && say('policy.goesMeans')],
          [say('history.fact.id'), <code key="id">{id}</code>],
        ]}
      />
      <div className={styles.buttons}>
        {may('admin') &&
          (ends.length > 0 ? (
            ends.map((end, index) => (
              <Button
                key={end}
                look={index === 0 ? 'main' : 'plain'}
                onClick={() => onWish({ want: 'return', where: { to: 'branch', branch: end }, title: end })}
              >
                {say('history.switch', { branch: end })}
              </Button>
            ))
          ) : (
            <Button
              look="main"
              onClick={() => onWish({ want: 'return', where: { to: 'point', snapshot: id }, title })}
            >
              {say('history.goBack')}
            </Button>
          ))}
        {may('admin') && (
          <Button onClick={() => onWish({ want: 'clone', snapshot: id, title })}>
            {say('history.clone')}
          </Button>
        )}
        {may('operate') && (
          <>
            <Link className={buttonClass()} href={paths.point(vm.name, { at: id, files: '/' })}>
              {say('history.files')}
            </Link>
            <Link
              className={buttonClass()}
              href={paths.point(vm.name, { at: id, to: otherPoint(history, vm, id) })}
            >
              {say('history.compare')}
            </Link>
            <Button onClick={() => onWish({ want: 'hold', snapshot: id, title })}>
              {say('history.hold')}
            </Button>
            {ownHolds.map((hold) => (
              <Button key={hold} onClick={() => onWish({ want: 'release', snapshot: id, hold, title })}>
                {say('history.release', { hold })}
              </Button>
            ))}
          </>
        )}
        {may('admin') && (
          <>
            {ends.length > 0 && (
              <Button onClick={() => onWish({ want: 'return', where: { to: 'point', snapshot: id }, title })}>
                {say('history.goBack')}
              </Button>
            )}
            <Reasoned
              whyNot={whyPointStays(vm.name, history, snapshot)}
              onClick={() => onWish({ want: 'remove', snapshot: id, title })}
            >
              {say('history.remove')}
            </Reasoned>
            {ends.map((end) => (
              <Reasoned
                key={end}
                whyNot={whyBranchStays(vm.name, history, end)}
                onClick={() => onWish({ want: 'remove-branch', branch: end })}
              >
                {say('history.removeBranch', { branch: end })}
              </Reasoned>
            ))}
          </>
        )}
      </div>
    </>
  )
}

/** What a point is compared with first: what the VM is now, where that can be read, else the point taken after it. */
function otherPoint({ snapshots }: History, vm: Vm, id: string): string {
  if (vm.status.state === 'stopped') return 'now'
  const index = snapshots.findIndex((snapshot) => snapshot.id === id)
  return (snapshots[index + 1] ?? snapshots[index - 1])?.id ?? 'now'
}

/** A button that removes; where it cannot, the reason stands below it. */
function Reasoned({
  whyNot,
  onClick,
  children,
}: {
  readonly whyNot: Message | undefined
  readonly onClick: () => void
  readonly children: ReactNode
}) {
  const words = useWords()
  const id = useId()
  if (!whyNot)
    return (
      <Button look="quiet" onClick={onClick}>
        {children}
      </Button>
    )
  return (
    <span className={styles.reasoned}>
      <Button look="quiet" aria-disabled="true" aria-describedby={id}>
        {children}
      </Button>
      <span id={id} className={styles.soft}>
        {sayMessage(words, whyNot)}
      </span>
    </span>
  )
}
