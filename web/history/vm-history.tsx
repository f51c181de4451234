import { useState } from 'react'
import { useSearch } from 'wouter'
import { useVmHistory } from '../api/queries.ts'
import layout from '../components/layout.module.css'
import { ReadProblems, Unread } from '../components/unread.tsx'
import { VerdictLine } from '../components/verdict-line.tsx'
import { VmCopiesCard } from '../copies/vm-copies-card.tsx'
import { useWords } from '../messages/use-words.tsx'
import { useVmPolicy } from '../policies/use-policies.ts'
import { VmPolicyCard } from '../policies/vm-policy-card.tsx'
import { Card } from '../ui/card.tsx'
import { HistoryDialog } from './history-dialog.tsx'
import { HistoryTree, nowPlace } from './history-tree.tsx'
import { historyVerdict } from './history-verdict.ts'
import type { HistoryWish } from './history-wish.ts'
import { NowPanel } from './now-panel.tsx'
import { PointPanel } from './point-panel.tsx'
import { SnapshotDiff } from './snapshot-diff.tsx'
import { SnapshotFiles } from './snapshot-files.tsx'
import styles from './history-tree.module.css'
import type { Vm } from '../api/answers.ts'

/** The past of a VM: its points and branches, what is in one of them, and what can be done with each. */
export function VmHistory({ vm }: { readonly vm: Vm }) {
  const { say } = useWords()
  const query = new URLSearchParams(useSearch())
  const answer = useVmHistory(vm)
  const policy = useVmPolicy(vm)
  const [wish, setWish] = useState<HistoryWish>()
  if (!vm.managed) return <p className={layout.soft}>{say('history.foreign')}</p>
  if (!answer.data) return <Unread reads={[answer]} />
  const history = answer.data
  const point = history.snapshots.find(({ id }) => id === query.get('at'))
  const [folder, inside, to] = [query.get('files'), query.get('in'), query.get('to')]
  if (point && to !== null)
    return <SnapshotDiff vm={vm} history={history} snapshot={point} to={to} path={folder ?? '/'} />
  if (point && folder !== null)
    return (
      <SnapshotFiles
        vm={vm}
        snapshot={point}
        place={{ path: folder, ...(inside === null ? {} : { fileSystem: inside }) }}
      />
    )
  return (
    <div className={layout.stack}>
      <ReadProblems reads={[answer]} />
      <VerdictLine verdict={historyVerdict(history)} />
      <div className={layout.cards}>
        <VmPolicyCard vm={vm.name} read={policy} />
        <VmCopiesCard vm={vm.name} history={history} />
      </div>
      <Card title={say('history.label')}>
        <HistoryTree
          vm={vm.name}
          policy={policy.data}
          history={history}
          open={point?.id ?? nowPlace}
          renderPanel={(row) =>
            row.what === 'now' ? (
              <NowPanel vm={vm} history={history} onWish={setWish} />
            ) : (
              <PointPanel
                vm={vm}
                history={history}
                policy={policy.data}
                snapshot={row.snapshot}
                ends={row.ends}
                onWish={setWish}
              />
            )
          }
        />
        <p className={styles.key}>{say('history.key')}</p>
      </Card>
      {wish && <HistoryDialog vm={vm} history={history} wish={wish} onClose={() => setWish(undefined)} />}
    </div>
  )
}
