import { currentBranch } from '../../src/domain/history.ts'
import type { History } from '../../src/domain/snapshot.ts'
import { wishFor } from '../api/wish.ts'
import { CloneDialog } from '../forms/clone-dialog.tsx'
import { commandOf } from '../forms/command-of.ts'
import { HoldDialog } from '../forms/hold-dialog.tsx'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import { ReturnDialog } from '../forms/return-dialog.tsx'
import { SnapshotDialog } from '../forms/snapshot-dialog.tsx'
import { TryDialog } from '../forms/try-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Notice } from '../ui/notice.tsx'
import type { HistoryWish } from './history-wish.ts'
import type { Vm } from '../api/answers.ts'

/** The dialog of what somebody wants of the history of a VM. */
export function HistoryDialog({
  vm,
  history,
  wish,
  onClose,
}: {
  readonly vm: Vm
  readonly history: History
  readonly wish: HistoryWish
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const { name } = vm
  switch (wish.want) {
    case 'snapshot':
      return <SnapshotDialog vms={[name]} onClose={onClose} />
    case 'try':
      return <TryDialog vm={name} onClose={onClose} />
    case 'keep-try':
      return (
        <PlanDialog
          title={say('keepTry.question', { name })}
          label={say('keepTry.do')}
          wishes={[{ name, wish: wishFor('keepTry', { params: { vm: name }, body: {} }) }]}
          command={commandOf('kiste try keep', name)}
          onClose={onClose}
        >
          <p>{say('keepTry.means')}</p>
        </PlanDialog>
      )
    case 'return':
      return (
        <ReturnDialog
          vm={vm}
          where={wish.where}
          title={wish.title}
          current={currentBranch(history).id}
          onClose={onClose}
        />
      )
    case 'clone':
      return <CloneDialog vm={name} from={{ snapshot: wish.snapshot, title: wish.title }} onClose={onClose} />
    case 'hold':
      return <HoldDialog vm={name} snapshot={wish.snapshot} title={wish.title} onClose={onClose} />
    case 'release':
      return (
        <PlanDialog
          title={say('release.question', { point: wish.title, hold: wish.hold })}
          label={say('release.do')}
          wishes={[
            {
              name,
              wish: wishFor('releaseSnapshot', {
                params: { vm: name, snapshot: wish.snapshot },
                body: { hold: wish.hold },
              }),
            },
          ]}
          command={commandOf('kiste snapshot release', name, wish.snapshot, wish.hold)}
          onClose={onClose}
        >
          <p>{say('release.means')}</p>
        </PlanDialog>
      )
    case 'remove':
      return (
        <PlanDialog
          title={say('removePoint.question', { point: wish.title })}
          label={say('removePoint.do')}
          isDanger
          wishes={[
            { name, wish: wishFor('removeSnapshot', { params: { vm: name, snapshot: wish.snapshot } }) },
          ]}
          command={commandOf('kiste snapshot remove', name, wish.snapshot)}
          onClose={onClose}
        >
          <Notice look="look">{say('removePoint.means')}</Notice>
        </PlanDialog>
      )
    case 'remove-branch':
      return (
        <PlanDialog
          title={say('removeBranch.question', { branch: wish.branch })}
          label={say('removeBranch.do')}
          isDanger
          wishes={[{ name, wish: wishFor('removeBranch', { params: { vm: name, branch: wish.branch } }) }]}
          command={commandOf('kiste branch remove', name, wish.branch)}
          onClose={onClose}
        >
          <Notice look="look">{say('removeBranch.means')}</Notice>
        </PlanDialog>
      )
  }
}
