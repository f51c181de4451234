import { useState, type ReactNode } from 'react'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import type { Message, MessageKey } from '../messages/message.ts'
import { sayMessage } from '../messages/say-message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { deviceActionRules } from './device-actions.ts'
import { poolCommand, poolWish, type PoolChange } from './pool-change.ts'
import type { PoolDialogProps } from './pool-dialog.tsx'

interface Rule {
  readonly label: MessageKey
  readonly means?: MessageKey
  readonly isDanger?: true
}

/** A change that takes nothing but a yes, and perhaps a little more in `children`. */
export function PlainDialog({
  pool,
  rule,
  title,
  change,
  children,
  ...rest
}: PoolDialogProps & {
  readonly rule: Rule
  readonly title: Message
  readonly change: PoolChange
  readonly children?: ReactNode
}) {
  const words = useWords()
  return (
    <PlanDialog
      {...rest}
      title={sayMessage(words, title)}
      label={words.say(rule.label)}
      isDanger={rule.isDanger === true}
      wishes={[{ name: pool.name, wish: poolWish(pool.name, change) }]}
      command={poolCommand(pool.name, change)}
    >
      {rule.means && <p>{words.say(rule.means)}</p>}
      {children}
    </PlanDialog>
  )
}

interface OfDevice extends PoolDialogProps {
  readonly device: string
  readonly title: string
}

/** Takes a drive offline, for good or until the host starts again. */
export function OfflineDialog({ device, title, ...props }: OfDevice) {
  const { say } = useWords()
  const [temporary, setTemporary] = useState(false)
  const rule = deviceActionRules.offline
  return (
    <PlainDialog
      {...props}
      rule={rule}
      title={{ key: rule.question, values: { device: title, pool: props.pool.name } }}
      change={{ do: 'offline', device, temporary }}
    >
      <Check label={say('device.do.offline.temporary')} checked={temporary} onChange={setTemporary} />
    </PlainDialog>
  )
}

/** Takes a drive out of a mirror; that no second copy is left has to be meant. */
export function DetachDialog({ device, title, ...props }: OfDevice) {
  const { say } = useWords()
  const [acceptNoRedundancy, accept] = useState(false)
  const rule = deviceActionRules.detach
  return (
    <PlainDialog
      {...props}
      rule={rule}
      title={{ key: rule.question, values: { device: title, pool: props.pool.name } }}
      change={{ do: 'detach', device, acceptNoRedundancy }}
    >
      <Check label={say('pool.acceptNoRedundancy')} checked={acceptNoRedundancy} onChange={accept} />
    </PlainDialog>
  )
}
