import type { Consistency } from '../../src/domain/snapshot.ts'
import { problemsOf } from '../api/api-error.ts'
import { useVmHistory } from '../api/queries.ts'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Card } from '../ui/card.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import layout from './layout.module.css'
import { Loading } from './loading.tsx'
import { ProblemList } from './problem-list.tsx'
import { shellWord } from './shell-word.ts'
import { useNow } from './use-now.ts'
import styles from './vm-history.module.css'
import type { Vm } from '../api/answers.ts'

const consistencyWords: Readonly<Record<Consistency, MessageKey>> = {
  off: 'history.off',
  ram: 'history.ram',
  filesystem: 'history.filesystem',
  crash: 'history.crash',
}

/** The points in time of a VM, newest first, branch by branch. */
export function VmHistory({ vm }: { readonly vm: Vm }) {
  const { say, ago, bytes, dateTime } = useWords()
  const nowMs = useNow()
  const history = useVmHistory(vm)
  if (!vm.managed) return <p className={layout.soft}>{say('history.foreign')}</p>
  if (history.error) return <ProblemList problems={problemsOf(history.error)} />
  if (!history.data) return <Loading />
  const { branches, snapshots } = history.data
  if (snapshots.length === 0)
    return (
      <Card title={say('history.none')}>
        <p>{say('history.noneMeans')}</p>
        <CommandLine
          command={`kiste snapshot create ${shellWord(vm.name)}`}
          copy={say('command.copy')}
          copied={say('command.copied')}
        />
      </Card>
    )
  return (
    <div className={layout.stack}>
      {branches
        .toSorted((a, b) => Number(b.current) - Number(a.current))
        .map((branch) => (
          <Card
            key={branch.id}
            title={
              branch.current
                ? say('history.currentBranch', { branch: branch.id })
                : say('history.branch', { branch: branch.id })
            }
          >
            <ol className={styles.line}>
              {snapshots
                .filter((snapshot) => snapshot.branch === branch.id)
                .toReversed()
                .map((snapshot) => (
                  <li key={snapshot.id} className={styles.point}>
                    <div>
                      <b>{snapshot.id}</b>
                      {snapshot.note !== undefined && ` · ${snapshot.note}`}
                    </div>
                    <div className={styles.soft}>
                      <time dateTime={snapshot.createdAt} title={dateTime(snapshot.createdAt)}>
                        {ago(snapshot.createdAt, nowMs)}
                      </time>
                      {' · '}
                      {say(consistencyWords[snapshot.consistency])}
                      {' · '}
                      {say('history.own', { size: bytes(snapshot.uniqueBytes) })}
                    </div>
                  </li>
                ))}
            </ol>
          </Card>
        ))}
    </div>
  )
}
