import { useId, useState } from 'react'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import { Folded } from '../ui/folded.tsx'
import { TextArea } from '../ui/text-area.tsx'
import { TextField } from '../ui/text-field.tsx'
import { PolicyHelp } from './policy-help.tsx'
import { policyPresets } from './policy-presets.ts'
import {
  firstFields,
  kindsFor,
  policyCommand,
  policyWish,
  type PolicyKind,
  type PolicyOf,
  type WrittenPolicy,
} from './policy-request.ts'
import { RuleList } from './rule-list.tsx'
import { sayRules } from './rule-words.ts'
import styles from './policies.module.css'

interface ScopeWords {
  readonly question: MessageKey
  readonly means: MessageKey
  readonly clear: MessageKey
}

const scopeWords: Readonly<Record<PolicyOf['of'], ScopeWords>> = {
  host: { question: 'policy.question.host', means: 'policy.means.host', clear: 'policy.kind.none' },
  store: { question: 'policy.question.store', means: 'policy.means.store', clear: 'policy.kind.asHost' },
  vm: { question: 'policy.question.vm', means: 'policy.means.vm', clear: 'policy.kind.asStore' },
}

const [[, proposed]] = policyPresets
const zones = Intl.supportedValuesOf('timeZone')

/** Says when the VMs of a host, of a store, or one VM are snapshotted by themselves, and what stays. */
export function PolicyDialog({
  target,
  own,
  inForce,
  onClose,
}: {
  readonly target: PolicyOf
  /** What is wished of it so far. */
  readonly own: WrittenPolicy | undefined
  /** What counts for it meanwhile, wherever it was wished. */
  readonly inForce?: WrittenPolicy | undefined
  readonly onClose: () => void
}) {
  const words = useWords()
  const { say } = words
  const zoneList = useId()
  const [fields, setFields] = useState(() => firstFields(target, own, inForce, proposed))
  const { kind, rules, zone } = fields
  const { question, means, clear } = scopeWords[target.of]
  const name = target.of === 'host' ? '' : target.name
  const kinds = kindsFor(target, own)
  const kindWords: Readonly<Record<PolicyKind, MessageKey>> = {
    rules: 'policy.kind.rules',
    none: 'policy.kind.none',
    clear,
  }
  return (
    <PlanDialog
      title={say(question, { name })}
      label={say(kind === 'clear' ? 'policy.clear.do' : 'policy.do')}
      wishes={[{ name, wish: policyWish(target, fields, own) }]}
      command={policyCommand(target, fields, own)}
      fields={kind === 'rules' ? ['rules', 'zone'] : []}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <p>{say(means, { name })}</p>
          {kinds.length > 1 && (
            <ChoiceField
              label={say('policy.kind')}
              value={kind}
              options={kinds.map((one) => [one, say(kindWords[one])] as const)}
              onChange={(chosen) => setFields({ ...fields, kind: chosen })}
            />
          )}
          {kind === 'rules' && (
            <>
              <Presets chosen={rules} onChoose={(text) => setFields({ ...fields, rules: text })} />
              <TextArea
                label={say('policy.rules')}
                hint={say('policy.rulesHint')}
                problem={problemOf('rules')}
                value={rules}
                rows={2}
                autoCapitalize="none"
                onChange={({ target: { value } }) => setFields({ ...fields, rules: value })}
              />
              {sayRules(rules, words) && <RuleList rules={rules} />}
              <PolicyHelp />
              {/* Most never need it, and what would go is to be in sight. */}
              <Folded
                title={zone === '' ? say('policy.zone') : say('policy.zoneIs', { zone })}
                mustShow={problemOf('zone') !== undefined}
              >
                <TextField
                  label={say('policy.zone')}
                  hint={say(own?.zone === undefined ? 'policy.zoneHint' : 'policy.zoneHintOwn')}
                  problem={problemOf('zone')}
                  value={zone}
                  list={zoneList}
                  autoCapitalize="none"
                  autoComplete="off"
                  spellCheck={false}
                  onChange={({ target: { value } }) => setFields({ ...fields, zone: value })}
                />
                <datalist id={zoneList}>
                  {zones.map((one) => (
                    <option key={one}>{one}</option>
                  ))}
                </datalist>
              </Folded>
            </>
          )}
        </>
      )}
    </PlanDialog>
  )
}

/** Rules that somebody may begin with. */
function Presets({
  chosen,
  onChoose,
}: {
  readonly chosen: string
  readonly onChoose: (rules: string) => void
}) {
  const { say } = useWords()
  return (
    <fieldset className={styles.presets}>
      <legend>{say('policy.presets')}</legend>
      <div className={styles.choices}>
        {policyPresets.map(([name, rules]) => (
          <Button key={name} aria-pressed={rules === chosen} onClick={() => onChoose(rules)}>
            {say(name)}
          </Button>
        ))}
      </div>
    </fieldset>
  )
}
