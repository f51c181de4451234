import { useState } from 'react'
import type { Answer } from '../api/answers.ts'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import {
  copyCommand,
  copyKindsFor,
  copyWish,
  firstCopyFields,
  type CopiedTo,
  type CopyKind,
  type CopyOf,
} from './copy-request.ts'
import { TargetChoice } from './target-choice.tsx'

interface ScopeWords {
  readonly question: MessageKey
  readonly means: MessageKey
  readonly clear: MessageKey
}

const scopeWords: Readonly<Record<CopyOf['of'], ScopeWords>> = {
  host: { question: 'copy.question.host', means: 'copy.means.host', clear: 'copy.kind.none' },
  store: { question: 'copy.question.store', means: 'copy.means.store', clear: 'policy.kind.asHost' },
  vm: { question: 'copy.question.vm', means: 'copy.means.vm', clear: 'policy.kind.asStore' },
}

/** Says where the VMs of a host, of a store, or one VM are copied to whenever there is a new snapshot. */
export function CopyDialog({
  of,
  own,
  inForce,
  targets,
  onClose,
}: {
  readonly of: CopyOf
  /** What is wished of it so far. */
  readonly own: CopiedTo | undefined
  /** What counts for it meanwhile, wherever it was wished. */
  readonly inForce?: CopiedTo | undefined
  readonly targets: Answer<'listTargets'>
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const [fields, setFields] = useState(() =>
    firstCopyFields(
      of,
      own,
      inForce,
      targets.map((target) => target.name),
    ),
  )
  const { kind, to } = fields
  const { question, means, clear } = scopeWords[of.of]
  const name = of.of === 'host' ? '' : of.name
  const kinds = copyKindsFor(of, own)
  const kindWords: Readonly<Record<CopyKind, MessageKey>> = {
    to: 'copy.kind.to',
    none: 'copy.kind.none',
    clear,
  }
  const wish = copyWish(of, fields)
  return (
    <PlanDialog
      title={say(question, { name })}
      label={say(kind === 'clear' ? 'policy.clear.do' : 'policy.do')}
      wishes={wish ? [{ name, wish }] : []}
      command={copyCommand(of, fields)}
      onClose={onClose}
    >
      <p>{say(means, { name })}</p>
      {kinds.length > 1 && (
        <ChoiceField
          label={say('copy.kind')}
          value={kind}
          options={kinds.map((one) => [one, say(kindWords[one])] as const)}
          onChange={(chosen) => setFields({ ...fields, kind: chosen })}
        />
      )}
      {kind === 'to' && (
        <TargetChoice targets={targets} chosen={to} onChange={(next) => setFields({ ...fields, to: next })} />
      )}
    </PlanDialog>
  )
}
