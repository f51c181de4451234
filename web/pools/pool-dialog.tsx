import type { Message } from '../messages/message.ts'
import { AddDialog } from './add-dialog.tsx'
import { AttachDialog } from './attach-dialog.tsx'
import { deviceActionRules } from './device-actions.ts'
import { DestroyDialog } from './destroy-dialog.tsx'
import { ChangeKeyDialog, LoadKeyDialog } from './key-dialog.tsx'
import { DetachDialog, OfflineDialog, PlainDialog } from './plain-dialogs.tsx'
import { poolActionRules } from './pool-action-rules.ts'
import { namesOfAction } from './pool-actions.ts'
import type { PoolQuestion } from './pool-ask.ts'
import type { PoolChange } from './pool-change.ts'
import { ReplaceDialog } from './replace-dialog.tsx'
import { SetDialog } from './set-dialog.tsx'
import { SplitDialog } from './split-dialog.tsx'
import { storeRules } from './store-rules.ts'
import type { Job, Pool } from '../api/answers.ts'

/** What every dialog about a pool is given. */
export interface PoolDialogProps {
  readonly pool: Pool
  readonly onClose: () => void
  readonly onBegun: (jobs: readonly Job[]) => void
}

/** The dialog for whatever is asked about a pool. */
export function PoolDialog({ question, ...props }: PoolDialogProps & { readonly question: PoolQuestion }) {
  switch (question.action) {
    case 'replace':
      return <ReplaceDialog {...props} {...question} />
    case 'offline':
      return <OfflineDialog {...props} {...question} />
    case 'detach':
      return <DetachDialog {...props} {...question} />
    case 'online':
    case 'remove': {
      const { action, device, title } = question
      const rule = deviceActionRules[action]
      return (
        <PlainDialog
          {...props}
          rule={rule}
          title={{ key: rule.question, values: { device: title, pool: props.pool.name } }}
          change={{ do: action, device }}
        />
      )
    }
    case 'attach':
      return <AttachDialog {...props} {...question} />
    case 'add':
      return <AddDialog {...props} />
    case 'set':
      return <SetDialog {...props} />
    case 'split':
      return <SplitDialog {...props} />
    case 'loadKey':
      return <LoadKeyDialog {...props} />
    case 'changeKey':
      return <ChangeKeyDialog {...props} />
    case 'destroy':
      return <DestroyDialog {...props} />
    case 'makeStore':
    case 'adopt':
      return (
        <PlainDialog
          {...props}
          rule={storeRules[question.action]}
          title={asked(storeRules[question.action].question, props.pool)}
          change={{ do: question.action }}
        />
      )
    case 'scrub':
    case 'pauseScrub':
    case 'stopScrub':
    case 'trim':
    case 'pauseTrim':
    case 'stopTrim':
    case 'clear':
    case 'expand':
    case 'stopRemoval':
    case 'checkpoint':
    case 'discardCheckpoint':
    case 'rewind':
    case 'upgrade':
    case 'unloadKey':
    case 'export': {
      const rule = { ...poolActionRules[question.action], ...namesOfAction(question.action, props.pool) }
      return (
        <PlainDialog
          {...props}
          rule={rule}
          title={asked(rule.question, props.pool)}
          change={plainChanges[question.action]}
        />
      )
    }
  }
}

function asked(key: Message['key'], { name }: Pool): Message {
  return { key, values: { pool: name } }
}

/** What takes nothing but a yes. */
const plainChanges = {
  scrub: { do: 'scrub', how: 'start' },
  pauseScrub: { do: 'scrub', how: 'pause' },
  stopScrub: { do: 'scrub', how: 'stop' },
  trim: { do: 'trim', how: 'start' },
  pauseTrim: { do: 'trim', how: 'pause' },
  stopTrim: { do: 'trim', how: 'stop' },
  clear: { do: 'clear' },
  expand: { do: 'expand' },
  stopRemoval: { do: 'stopRemoval' },
  checkpoint: { do: 'checkpoint', how: 'make' },
  discardCheckpoint: { do: 'checkpoint', how: 'discard' },
  // Going back happens when it is imported again.
  rewind: { do: 'export' },
  upgrade: { do: 'upgrade' },
  unloadKey: { do: 'unloadKey' },
  export: { do: 'export' },
} as const satisfies Record<string, PoolChange>
