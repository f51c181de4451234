import { useState } from 'react'
import { isOff } from '../../src/domain/vm.ts'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { TextField } from '../ui/text-field.tsx'
import { PlanDialog } from './plan-dialog.tsx'
import { returnCommand, returnWish, type Return, type ReturnOptions } from './return-request.ts'
import type { Vm } from '../api/answers.ts'

interface ReturnWords {
  readonly question: MessageKey
  readonly means: MessageKey
  readonly label: MessageKey
}

const words: Readonly<Record<Return['to'], ReturnWords>> = {
  point: { question: 'return.point', means: 'return.pointMeans', label: 'return.point.do' },
  branch: { question: 'return.branch', means: 'return.branchMeans', label: 'return.branch.do' },
  try: { question: 'return.try', means: 'return.tryMeans', label: 'return.try.do' },
}

/** Takes a VM to another point of its history. What it is now stays on the branch that it leaves. */
export function ReturnDialog({
  vm,
  where,
  title,
  current,
  onClose,
}: {
  readonly vm: Vm
  readonly where: Return
  /** What the point or branch is called for people. */
  readonly title: string
  /** The branch that it leaves. */
  readonly current: string
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const runs = !isOff(vm.status.state)
  const [options, setOptions] = useState<ReturnOptions>({
    branch: '',
    stop: runs ? 'ask' : 'no',
    start: undefined,
  })
  const { question, means, label } = words[where.to]
  return (
    <PlanDialog
      title={say(question, { name: vm.name, point: title })}
      label={say(label)}
      wishes={[{ name: vm.name, wish: returnWish(vm.name, where, options) }]}
      command={returnCommand(vm.name, where, options)}
      fields={['branch']}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <p>{say(means, { branch: current })}</p>
          {where.to !== 'branch' && (
            <TextField
              label={say('return.newBranch')}
              hint={say('return.newBranchHint')}
              problem={problemOf('branch')}
              value={options.branch}
              autoCapitalize="none"
              spellCheck={false}
              onChange={({ target }) => setOptions({ ...options, branch: target.value })}
            />
          )}
          {runs && (
            <>
              <p>{say('return.stops', { name: vm.name })}</p>
              <Check
                label={say('return.force')}
                checked={options.stop === 'force'}
                onChange={(force) => setOptions({ ...options, stop: force ? 'force' : 'ask' })}
              />
              <Check
                label={say('return.stayOff')}
                checked={options.start === false}
                onChange={(off) => setOptions({ ...options, start: off ? false : undefined })}
              />
            </>
          )}
        </>
      )}
    </PlanDialog>
  )
}
