import { roles, type Role } from '../../src/domain/rights.ts'
import type { ProblemOf } from '../forms/plan-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import { roleMeanings, roleWords } from './level-words.ts'
import { VmChoice } from './vm-choice.tsx'

export interface RightsWish {
  readonly role: Role
  /** UUIDs; they count for an operator alone. */
  readonly vms: readonly string[]
}

/** What the daemon is asked for: VMs are named for operators only. */
export function rightsBody({ role, vms }: RightsWish) {
  return { role, ...(role === 'operator' ? { vms: [...vms] } : {}) }
}

/** Somebody's part in the house, and the VMs of an operator. */
export function RightsFields({
  wish,
  onChange,
  problemOf,
}: {
  readonly wish: RightsWish
  readonly onChange: (wish: RightsWish) => void
  readonly problemOf: ProblemOf
}) {
  const { say } = useWords()
  return (
    <>
      <ChoiceField
        label={say('rights.role')}
        hint={say(roleMeanings[wish.role])}
        value={wish.role}
        options={roles.map((value) => [value, say(roleWords[value])] as const)}
        onChange={(role) => onChange({ ...wish, role })}
      />
      {wish.role === 'operator' && (
        <VmChoice
          label={say('rights.vms')}
          chosen={wish.vms}
          problem={problemOf('vms')}
          onChange={(vms) => onChange({ ...wish, vms })}
        />
      )}
    </>
  )
}
